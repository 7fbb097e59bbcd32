"""What single elements of HTML say: their words, whether they stand within a line, the image they show."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from briefs_app.importing import html_tree
from briefs_app.importing.html_text import LONGEST_LINK, spaced
from briefs_app.importing.old_brief import Block

KEPT = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
# Readers would miss them, so the report tells.
MISSED = {"iframe": "frame", "object": "object", "embed": "object", "video": "video", "audio": "recording"}
WITHIN_A_LINE = {
    *KEPT,
    *("a", "span", "font", "u", "s", "del", "ins", "small", "big", "code", "kbd", "abbr", "acronym", "time"),
    *("mark", "q", "cite", "tt", "var", "samp", "bdi", "bdo", "dfn", "label", "wbr", "img", "br", "picture"),
}


class Tally:
    """What the report should tell of a body: what was left out of it, how much its tables hold."""

    def __init__(self) -> None:
        self.missed: Counter[str] = Counter()
        self.cells = 0
        self._told: list[str] = []

    def tell(self, note: str) -> None:
        self._told.append(note)

    @property
    def notes(self) -> list[str]:
        return [*self._told, *(f"left out: {count} {name}" for name, count in self.missed.items())]


def is_block(element: Any) -> bool:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag not in WITHIN_A_LINE and tag not in MISSED


def content(element: Any) -> str:
    """Its words, apart from each other where a browser begins a new line."""
    return spaced(html_tree.CONTROL.sub("", "".join(_pieces(element)))).strip()


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        apart = " " if child.tag == "br" or is_block(child) else ""
        yield apart
        yield from _pieces(child) if isinstance(child.tag, str) else ()
        yield apart
        yield child.tail or ""


def image(element: Any) -> list[Block]:
    # Pages that load late name the real one elsewhere.
    addresses = [element.get(name) or "" for name in ("src", "data-src")]
    address = next((it.strip() for it in addresses if it and not it.startswith("data:")), "")
    if not address or _is_tracker(element):
        return []
    return [Block("image", {"image": address[:LONGEST_LINK], "caption": "", "credit": ""})]


def _is_tracker(element: Any) -> bool:
    return any((element.get(side) or "").removesuffix("px") in ("0", "1") for side in ("width", "height"))
