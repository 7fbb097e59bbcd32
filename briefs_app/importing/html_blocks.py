"""Makes the blocks of a body from HTML: only text, plain structure and safe links come through."""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from briefs_app.importing import html_list, html_table, html_tree
from briefs_app.importing.html_elements import WITHIN_A_LINE, Tally, content, image, is_block
from briefs_app.importing.html_inline import Inline
from briefs_app.importing.html_text import BLANK_LINE, escaped, of_block, paragraph, text_of
from briefs_app.importing.old_brief import Block

DROPPED = {
    *("script", "style", "noscript", "template", "head", "title", "meta", "link", "base", "svg", "math"),
    *("form", "button", "input", "select", "option", "textarea", "label", "dialog", "nav"),
}
# What a quote holds; tables and images follow it.
WORDS = ("paragraph", "heading", "quote")
# As in “Lena <lena@example.org>”: no tag, whatever a parser takes it for.
BRACKET = re.compile(r"<(?=[\w.+-]{1,64}@|https?://)")


def of_html(html: str, base: str = "", by_blank_lines: bool = False) -> tuple[tuple[Block, ...], list[str]]:
    """The blocks, and notes on what was left out. Old editors wrote a blank line for a new paragraph."""
    return of_tree(html_tree.tree(f"<div>{BRACKET.sub('&lt;', html)}</div>"), base, by_blank_lines)


def of_tree(tree: Any, base: str = "", by_blank_lines: bool = False) -> tuple[tuple[Block, ...], list[str]]:
    from lxml import etree

    etree.strip_elements(tree, *DROPPED, with_tail=False)
    tally = Tally()
    reader = _Reader(base, by_blank_lines, tally)
    reader.whole(tree)
    return tuple(reader.blocks), tally.notes


class _Reader:
    def __init__(self, base: str, by_blank_lines: bool, tally: Tally) -> None:
        self._base, self._by_blank_lines, self._tally = base, by_blank_lines, tally
        self._inline = Inline(base, tally)
        self._line = ""
        self.blocks: list[Block] = []

    def whole(self, element: Any) -> None:
        """With lines of its own."""
        self.within(element)
        self.end_line()

    def within(self, element: Any) -> None:
        self._text(element.text)
        for child in element:
            self._child(child)
            self._text(child.tail)

    def end_line(self) -> None:
        line = self._line.strip().removesuffix("<br/>").strip()
        if text_of(line):
            self.blocks.append(Block("paragraph", f"<p>{line}</p>"))
        # Found within the line, so they follow it.
        self.blocks += self._inline.taken_images()
        self._line = ""

    def _child(self, child: Any) -> None:
        tag = child.tag if isinstance(child.tag, str) else ""
        if self._inline.leaves_out(child):
            return
        if tag in BLOCKS:
            self.end_line()
            BLOCKS[tag](self, child)
        elif tag == "br" and self._line.endswith("<br/>"):
            self.end_line()
        elif tag in WITHIN_A_LINE and not any(is_block(it) for it in child.iter()):
            self._line += self._inline.of(child)
        else:
            self.end_line()
            self.whole(child)

    def _text(self, text: str | None) -> None:
        first, *others = BLANK_LINE.split(text or "") if self._by_blank_lines else [text or ""]
        self._line += escaped(first)
        for part in others:
            self.end_line()
            self._line += escaped(part)

    def _heading(self, element: Any) -> None:
        if text := content(element):
            self.blocks.append(Block("heading", text))
        self._all_images(element)

    def _quote(self, element: Any) -> None:
        said_by = next(iter([*element.iter("cite"), *element.iter("footer")]), None)
        attribution = content(said_by).lstrip("—–- ") if said_by is not None else ""
        inner = _Reader(self._base, self._by_blank_lines, self._tally)
        inner.whole(element)
        lines = [of_block(block) for block in inner.blocks if block.kind in WORDS]
        lines = [line for line in lines if not attribution or line.lstrip("—–- ") != attribution]
        if lines:
            self.blocks.append(Block("quote", {"text": "\n\n".join(lines), "attribution": attribution}))
        self.blocks += [block for block in inner.blocks if block.kind not in WORDS]

    def _list(self, element: Any) -> None:
        if items := html_list.of(element, self._inline.of):
            self.blocks.append(Block("paragraph", items))
        self.end_line()

    def _table(self, element: Any) -> None:
        table = html_table.of(element, self._tally)
        if table is None:
            self.whole(element)
            return
        self.blocks.append(Block("table", table))
        self._all_images(element)

    def _figure(self, element: Any) -> None:
        """Its caption belongs to its image; whatever else stands there stays, too."""
        if all(it is element for it in element.iter("figure")) and element.find(".//img") is not None:
            inner = _Reader(self._base, self._by_blank_lines, self._tally)
            caption = _taken_caption(element)
            inner.whole(element)
            self.blocks += _captioned(inner.blocks, caption)
        else:
            self.whole(element)

    def _lines(self, element: Any) -> None:
        """As typed: each line on its own."""
        lines = [escape(line.rstrip(), quote=False) for line in "".join(element.itertext()).split("\n")]
        if any(lines):
            self.blocks.append(Block("paragraph", f"<p>{'<br/>'.join(lines).strip()}</p>"))

    def _all_images(self, element: Any) -> None:
        for it in element.iter("img"):
            self.blocks += image(it)


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


def _taken_caption(figure: Any) -> str:
    found = figure.find(".//figcaption")
    if found is None:
        return ""
    # It is not read a second time, while what stands behind it is.
    found.set("hidden", "")
    return content(found)


def _captioned(inner: list[Block], caption: str) -> list[Block]:
    at = next((at for at, block in enumerate(inner) if block.kind == "image"), None)
    if at is None:
        return [*inner, paragraph(caption)] if caption else inner
    inner[at] = Block("image", {**inner[at].value, "caption": caption})
    return inner
