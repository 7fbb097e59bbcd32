"""Single HTML elements: their text, whether they are inline, the image they show."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from briefs_app.importing import html_tree
from briefs_app.importing.html_text import MAX_LINK, collapse_spaces
from briefs_app.importing.old_brief import Block

KEPT_TAGS = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
# Left out, and counted in the report, as readers would miss them.
REPORTED_TAGS = {
    "iframe": "frame",
    "object": "object",
    "embed": "object",
    "video": "video",
    "audio": "recording",
}
INLINE_TAGS = {
    *KEPT_TAGS,
    *("a", "span", "font", "u", "s", "del", "ins", "small", "big", "code", "kbd", "abbr", "acronym", "time"),
    *("mark", "q", "cite", "tt", "var", "samp", "bdi", "bdo", "dfn", "label", "wbr", "img", "br", "picture"),
}


MAX_ALT = 255


class BodyNotes:
    """Notes for the report on one body: what was left out, and how many table cells it has."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self.table_cells = 0
        self._texts: list[str] = []

    def add(self, note: str) -> None:
        self._texts.append(note)

    @property
    def texts(self) -> list[str]:
        """Return the notes, the counts of left-out elements last."""
        return [*self._texts, *(f"left out: {count} {name}" for name, count in self.left_out.items())]


def is_block(element: Any) -> bool:
    """Return whether a browser begins a new line for the element."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag not in INLINE_TAGS and tag not in REPORTED_TAGS


def text_content(element: Any) -> str:
    """Return the text of an element, with a space where a browser begins a new line."""
    return collapse_spaces(html_tree.CONTROL.sub("", "".join(_pieces(element)))).strip()


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        apart = " " if child.tag == "br" or is_block(child) else ""
        yield apart
        yield from _pieces(child) if isinstance(child.tag, str) else ()
        yield apart
        yield child.tail or ""


def image_blocks(element: Any) -> list[Block]:
    """Return an image block with the address as its image; empty for trackers and embedded data."""
    # Pages with lazy loading have the real address in data-src.
    addresses = [element.get(name) or "" for name in ("src", "data-src")]
    address = next((it.strip() for it in addresses if it and not it.startswith("data:")), "")
    if not address or _is_tracker(element):
        return []
    image = {"image": address[:MAX_LINK], "caption": "", "credit": ""}
    alt = collapse_spaces(html_tree.CONTROL.sub("", element.get("alt") or "")).strip()[:MAX_ALT]
    # Without an empty one, as before there were any: a page that nobody edited stays what was imported.
    return [Block("image", {**image, "alt": alt} if alt else image)]


def _is_tracker(element: Any) -> bool:
    return any((element.get(side) or "").removesuffix("px") in ("0", "1") for side in ("width", "height"))
