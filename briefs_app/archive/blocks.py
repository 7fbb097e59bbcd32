"""Makes the blocks of a body from HTML: only text, plain structure and safe links come through."""

import re
from collections import Counter
from collections.abc import Callable
from html import escape
from typing import Any

from briefs_app.archive import markup
from briefs_app.archive.plain import BLANK_LINE, LONGEST_LINK, escaped, link, of_block, spaced, text_of
from briefs_app.archive.values import Block

KEPT = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub"}
DROPPED = {
    *("script", "style", "noscript", "template", "head", "title", "meta", "link", "base", "svg", "math"),
    *("form", "button", "input", "select", "option", "textarea", "label", "dialog", "nav"),
}
# Readers would miss them, so the report tells.
MISSED = {"iframe": "frame", "object": "object", "embed": "object", "video": "video", "audio": "recording"}
WITHIN_A_LINE = {
    *KEPT,
    *("a", "span", "font", "u", "s", "del", "ins", "small", "big", "code", "kbd", "abbr", "acronym", "time"),
    *("mark", "q", "cite", "tt", "var", "samp", "bdi", "bdo", "dfn", "label", "wbr", "img", "br", "picture"),
}
# Of all tables of a body. Rows are filled up to the widest, so that few tags may ask for millions of cells.
MOST_CELLS = 50_000
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def of_html(html: str, base: str = "", by_blank_lines: bool = False) -> tuple[tuple[Block, ...], list[str]]:
    """The blocks, and notes on what was left out. Old editors wrote a blank line for a new paragraph."""
    return of_tree(markup.tree(f"<div>{html}</div>"), base, by_blank_lines)


def of_tree(tree: Any, base: str = "", by_blank_lines: bool = False) -> tuple[tuple[Block, ...], list[str]]:
    from lxml import etree

    etree.strip_elements(tree, *DROPPED, with_tail=False)
    reader = _Reader(base, by_blank_lines)
    reader.within(tree)
    reader.end_line()
    notes = [*reader.notes, *(f"left out: {count} {name}" for name, count in reader.missed.items())]
    return tuple(reader.blocks), notes


class _Reader:
    def __init__(self, base: str, by_blank_lines: bool) -> None:
        self._base, self._by_blank_lines = base, by_blank_lines
        self._line = ""
        # Found within a line, so they follow it.
        self._images: list[Block] = []
        self.blocks: list[Block] = []
        self.missed: Counter[str] = Counter()
        self._cells = 0
        self.notes: list[str] = []

    def within(self, element: Any) -> None:
        self._text(element.text)
        for child in element:
            self._child(child)
            self._text(child.tail)

    def end_line(self) -> None:
        line = self._line.strip().removesuffix("<br/>").strip()
        if text_of(line):
            self.blocks.append(Block("paragraph", f"<p>{line}</p>"))
        self.blocks += self._images
        self._line, self._images = "", []

    def _child(self, child: Any) -> None:
        tag = child.tag if isinstance(child.tag, str) else ""
        if self._is_left_out(child, tag):
            return
        if tag in BLOCKS:
            self.end_line()
            BLOCKS[tag](self, child)
        elif tag == "br" and self._line.endswith("<br/>"):
            self.end_line()
        elif tag in WITHIN_A_LINE and not any(_is_block(it) for it in child.iter()):
            self._line += self._inline(child)
        else:
            self.end_line()
            self.within(child)
            self.end_line()

    def _is_left_out(self, child: Any, tag: str) -> bool:
        if tag in MISSED:
            self.missed[MISSED[tag]] += 1
        hidden = child.get("hidden") is not None or HIDDEN.search(child.get("style") or "")
        return not tag or tag in MISSED or bool(hidden)

    def _text(self, text: str | None) -> None:
        first, *others = BLANK_LINE.split(text or "") if self._by_blank_lines else [text or ""]
        self._line += escaped(first)
        for part in others:
            self.end_line()
            self._line += escaped(part)

    def _inline(self, element: Any) -> str:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "img":
            self._images += self._image(element)
            return ""
        if tag == "br":
            return "<br/>"
        if self._is_left_out(element, tag):
            return ""
        inner = escaped(element.text) + "".join(
            self._inline(child) + escaped(child.tail) for child in element
        )
        if tag == "a":
            target = link(element.get("href"), self._base)
            return f'<a href="{escape(target)}">{inner}</a>' if target and inner.strip() else inner
        kept = KEPT.get(tag)
        return f"<{kept}>{inner}</{kept}>" if kept and inner.strip() else inner

    def _image(self, element: Any, caption: str = "") -> list[Block]:
        # Pages that load late name the real one elsewhere.
        address = next(
            (
                it
                for name in ("src", "data-src")
                if (it := element.get(name) or "") and not it.startswith("data:")
            ),
            "",
        )
        if not address or _is_tracker(element):
            return []
        return [Block("image", {"image": address.strip()[:LONGEST_LINK], "caption": caption, "credit": ""})]

    def _heading(self, element: Any) -> None:
        if text := _content(element):
            self.blocks.append(Block("heading", text))
        self._all_images(element)

    def _quote(self, element: Any) -> None:
        said_by = next(iter([*element.iter("cite"), *element.iter("footer")]), None)
        attribution = _content(said_by).lstrip("—–- ") if said_by is not None else ""
        inner = _Reader(self._base, self._by_blank_lines)
        inner.within(element)
        inner.end_line()
        lines = [of_block(block) for block in inner.blocks if block.kind in ("paragraph", "heading", "quote")]
        lines = [line for line in lines if not attribution or line.lstrip("—–- ") != attribution]
        if lines:
            self.blocks.append(Block("quote", {"text": "\n\n".join(lines), "attribution": attribution}))
        self._all_images(element)

    def _list(self, element: Any) -> None:
        if items := self._items(element):
            self.blocks.append(Block("paragraph", items))
        self.end_line()

    def _items(self, element: Any) -> str:
        """A list of its own kind, with the lists within it."""
        items = "".join(self._item(item) for item in element if item.tag in ("li", "dt", "dd"))
        tag = "ol" if element.tag == "ol" else "ul"
        return f"<{tag}>{items}</{tag}>" if items else ""

    def _item(self, item: Any) -> str:
        line, below = escaped(item.text), ""
        for child in item:
            if child.tag in ("ul", "ol"):
                below += self._items(child)
            else:
                line += self._inline(child) + (" " if child.tag in ("p", "div") else "")
            line += escaped(child.tail)
        return f"<li>{line.strip()}{below}</li>" if text_of(line) or below else ""

    def _table(self, element: Any) -> None:
        rows = [[_content(cell) for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
        rows = [row for row in rows if any(row)]
        wide = max(map(len, rows), default=0)
        nested = any(it is not element for it in element.iter("table"))
        # For the layout only, as pages once were built.
        for_layout = wide < 2 or nested
        if for_layout or self._is_too_large(len(rows), wide):
            self.within(element)
            self.end_line()
            return
        first = next(element.iter("tr"))
        headed = all(cell.tag == "th" for cell in first if cell.tag in ("td", "th"))
        self.blocks.append(
            Block("table", _table_value([row + [""] * (wide - len(row)) for row in rows], headed))
        )
        self._all_images(element)

    def _is_too_large(self, high: int, wide: int) -> bool:
        if self._cells + high * wide > MOST_CELLS:
            self.notes.append(f"a table of {high} × {wide} cells is too large: its words come as paragraphs")
            return True
        self._cells += high * wide
        return False

    def _figure(self, element: Any) -> None:
        captions = list(element.iter("figcaption"))
        images = list(element.iter("img"))
        if not images:
            self.within(element)
            self.end_line()
            return
        caption = _content(captions[0]) if captions else ""
        for image in images:
            self.blocks += self._image(image, caption)
            caption = ""

    def _lines(self, element: Any) -> None:
        """As typed: each line on its own."""
        lines = [escape(line.rstrip(), quote=False) for line in "".join(element.itertext()).split("\n")]
        if any(lines):
            self.blocks.append(Block("paragraph", f"<p>{'<br/>'.join(lines).strip()}</p>"))

    def _all_images(self, element: Any) -> None:
        for image in element.iter("img"):
            self.blocks += self._image(image)


BLOCKS: dict[str, Callable[[_Reader, Any], None]] = {
    **{f"h{level}": _Reader._heading for level in range(1, 7)},
    "blockquote": _Reader._quote,
    "ul": _Reader._list,
    "ol": _Reader._list,
    "dl": _Reader._list,
    "table": _Reader._table,
    "figure": _Reader._figure,
    "pre": _Reader._lines,
}


def _is_block(element: Any) -> bool:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag not in WITHIN_A_LINE and tag not in MISSED


def _is_tracker(image: Any) -> bool:
    return any((image.get(side) or "").removesuffix("px") in ("0", "1") for side in ("width", "height"))


def _content(element: Any) -> str:
    return spaced(markup.CONTROL.sub("", "".join(element.itertext()))).strip()


def _table_value(rows: list[list[str]], headed: bool) -> dict[str, Any]:
    return {
        "cell": [],
        "data": rows,
        "mergedCells": [],
        "first_row_is_table_header": headed,
        "first_col_is_header": False,
        "table_header_choice": "row" if headed else "neither",
        "table_caption": "",
    }
