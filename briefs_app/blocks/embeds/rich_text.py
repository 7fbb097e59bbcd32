"""Rich text whose embeds come from Wagtail's table, or become links."""

import re
import secrets

from django.template.loader import render_to_string
from wagtail.rich_text import RichText, expand_db_html
from wagtail.rich_text.rewriters import FIND_EMBED_TAG

from briefs_app.blocks.embeds.stored import Lookup, link
from briefs_app.blocks.embeds.wanted import Wanted, in_rich_text, of_tag

# Holds the place of an embed while Wagtail expands the rest; nobody can write it into a text.
PLACE = f"<!--embed-{secrets.token_hex(8)}-%d-->"
PLACES = re.compile(PLACE.replace("%d", r"(\d+)"))


class StoredRichText(RichText):
    """The value of a rich text block. Values that are shown together may share a lookup."""

    def __init__(self, source: str | None, lookup: Lookup | None = None) -> None:
        super().__init__(source)
        self.lookup = lookup

    def __html__(self) -> str:
        html = expanded(self.source, self.lookup)
        return render_to_string("wagtailcore/shared/richtext.html", {"html": html})


def expanded(source: str, lookup: Lookup | None = None) -> str:
    """Return the HTML that `expand_db_html` makes, without asking a provider."""
    found: list[Wanted] = []

    def hold(tag: re.Match[str]) -> str:
        wanted = of_tag(tag)
        if wanted is None:
            return tag[0]
        found.append(wanted)
        return PLACE % (len(found) - 1)

    html = expand_db_html(FIND_EMBED_TAG.sub(hold, source))
    shown = lookup or Lookup(found)
    return PLACES.sub(lambda place: shown.html(found[int(place[1])]), html)


def with_links(source: str) -> str:
    """Return the rich text, still as Wagtail stores it, with a link in place of each embed."""

    def linked(tag: re.Match[str]) -> str:
        wanted = of_tag(tag)
        return link(wanted.url) if wanted else tag[0]

    return FIND_EMBED_TAG.sub(linked, source) if "<embed" in source else source


def shared(sources: list[str]) -> list[StoredRichText]:
    """Return the values of texts that are shown together."""
    lookup = Lookup(wanted for source in sources for wanted in in_rich_text(source or ""))
    return [StoredRichText(source, lookup) for source in sources]
