"""An embed as a body asks for it: an address, and the size that it should fit into."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wagtail.embeds.embeds import get_embed_hash
from wagtail.rich_text.rewriters import FIND_EMBED_TAG, extract_attrs


class Wanted(NamedTuple):
    url: str
    max_width: int | None = None
    max_height: int | None = None

    @property
    def hash(self) -> str:
        """The key of its row in Wagtail's table."""
        return str(get_embed_hash(*self))


def in_rich_text(source: str) -> Iterator[Wanted]:
    """Return the embeds inside rich text as Wagtail stores it."""
    if "<embed" in source:
        yield from filter(None, map(of_tag, FIND_EMBED_TAG.finditer(source)))


def of_tag(tag: re.Match[str]) -> Wanted | None:
    """Return what a match of `FIND_EMBED_TAG` embeds; None for an image or the like."""
    attributes = extract_attrs(tag[1])
    is_embed = attributes.get("embedtype") == "media" and attributes.get("url")
    return Wanted(attributes["url"]) if is_embed else None
