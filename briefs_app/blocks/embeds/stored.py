"""Looks embeds up in Wagtail's table and nowhere else, so that no reader waits for a provider."""

from collections.abc import Iterable
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.embeds.models import Embed
from wagtail.whitelist import check_url

from briefs_app.blocks.embeds.wanted import Wanted


class Lookup:
    """Embeds that are shown together: one query, when the first of them is shown."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        self._wanted = set(wanted)

    @cached_property
    def _found(self) -> dict[str, Embed]:
        rows = Embed.objects.filter(hash__in={wanted.hash for wanted in self._wanted})
        return {embed.hash: embed for embed in rows}

    def html(self, wanted: Wanted) -> SafeString:
        """Return the embed, also an expired one, and a link where there is none."""
        embed = self._found.get(wanted.hash)
        if embed is None or not embed.html:
            return link(wanted.url)
        return SafeString(render_to_string("wagtailembeds/embed_frontend.html", {"embed": embed}))


def link(url: str) -> SafeString:
    try:
        address = check_url(url)
    except ValueError:  # "http://[" and the like
        address = None
    return format_html('<p><a href="{}">{}</a></p>' if address else "<p>{1}</p>", address, url)
