"""Convert HTML to the blocks of a body: only text, plain structure and safe links are kept."""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from briefs_app.importing import html_list, html_table, html_tree
from briefs_app.importing.html_elements import INLINE_TAGS, BodyNotes, image_blocks, is_block, text_content
from briefs_app.importing.html_inline import InlineHtml
from briefs_app.importing.html_text import BLANK_LINE, block_text, escape_text, paragraph, to_text
from briefs_app.importing.old_brief import Block

DROPPED_TAGS = {
    *("script", "style", "noscript", "template", "head", "title", "meta", "link", "base", "svg", "math"),
    *("form", "button", "input", "select", "option", "textarea", "label", "dialog", "nav"),
}
# The blocks inside a quote; its tables and images follow it.
QUOTED_BLOCKS = ("paragraph", "heading", "quote")
# Not a tag, though a parser takes it for one: “Lena <lena@example.org>”.
BRACKET = re.compile(r"<(?=[\w.+-]{1,64}@|https?://)")


def from_html(html: str, base: str = "", by_blank_lines: bool = False) -> tuple[tuple[Block, ...], list[str]]:
    """Return the blocks of an HTML text, and notes on what was left out.

    With `by_blank_lines` a blank line begins a new paragraph, as in the editors of old sites.
    """
    return from_tree(html_tree.parse(f"<div>{BRACKET.sub('&lt;', html)}</div>"), base, by_blank_lines)


def from_tree(tree: Any, base: str = "", by_blank_lines: bool = False) -> tuple[tuple[Block, ...], list[str]]:
    """Return the blocks of a parsed tree, and notes; the tree is changed."""
    from lxml import etree

    etree.strip_elements(tree, *DROPPED_TAGS, with_tail=False)
    notes = BodyNotes()
    reader = _BlockReader(base, by_blank_lines, notes)
    reader.read(tree)
    return tuple(reader.blocks), notes.texts


class _BlockReader:
    """Walk through a tree and collect its blocks."""

    def __init__(self, base: str, by_blank_lines: bool, notes: BodyNotes) -> None:
        self._base, self._by_blank_lines, self._notes = base, by_blank_lines, notes
        self._inline = InlineHtml(base, notes)
        self._line = ""
        self.blocks: list[Block] = []

    def read(self, element: Any) -> None:
        """Read an element whose text begins and ends its own line."""
        self.read_children(element)
        self.end_line()

    def read_children(self, element: Any) -> None:
        """Read the text and the children of an element into the current line."""
        self._text(element.text)
        for child in element:
            self._child(child)
            self._text(child.tail)

    def end_line(self) -> None:
        """Add the current line as a paragraph, and the images found in it."""
        line = self._line.strip().removesuffix("<br/>").strip()
        if to_text(line):
            self.blocks.append(Block("paragraph", f"<p>{line}</p>"))
        # Images found inside the line follow it.
        self.blocks += self._inline.take_images()
        self._line = ""

    def _child(self, child: Any) -> None:
        tag = child.tag if isinstance(child.tag, str) else ""
        if self._inline.skips(child):
            return
        if tag in BLOCKS:
            self.end_line()
            BLOCKS[tag](self, child)
        elif tag == "br" and self._line.endswith("<br/>"):
            self.end_line()
        elif tag in INLINE_TAGS and not any(is_block(it) for it in child.iter()):
            self._line += self._inline.clean(child)
        else:
            self.end_line()
            self.read(child)

    def _text(self, text: str | None) -> None:
        first, *others = BLANK_LINE.split(text or "") if self._by_blank_lines else [text or ""]
        self._line += escape_text(first)
        for part in others:
            self.end_line()
            self._line += escape_text(part)

    def _heading(self, element: Any) -> None:
        if text := text_content(element):
            self.blocks.append(Block("heading", text))
        self._all_images(element)

    def _quote(self, element: Any) -> None:
        source = next(iter([*element.iter("cite"), *element.iter("footer")]), None)
        attribution = text_content(source).lstrip("—–- ") if source is not None else ""
        inner = _BlockReader(self._base, self._by_blank_lines, self._notes)
        inner.read(element)
        lines = [block_text(block) for block in inner.blocks if block.kind in QUOTED_BLOCKS]
        lines = [line for line in lines if not attribution or line.lstrip("—–- ") != attribution]
        if lines:
            self.blocks.append(Block("quote", {"text": "\n\n".join(lines), "attribution": attribution}))
        self.blocks += [block for block in inner.blocks if block.kind not in QUOTED_BLOCKS]

    def _list(self, element: Any) -> None:
        if items := html_list.clean(element, self._inline.clean):
            self.blocks.append(Block("paragraph", items))
        self.end_line()

    def _table(self, element: Any) -> None:
        table = html_table.read(element, self._notes)
        if table is None:
            self.read(element)
            return
        self.blocks.append(Block("table", table))
        self._all_images(element)

    def _figure(self, element: Any) -> None:
        """Add the image with its caption, and any other content of the figure."""
        if all(it is element for it in element.iter("figure")) and element.find(".//img") is not None:
            inner = _BlockReader(self._base, self._by_blank_lines, self._notes)
            caption = _take_caption(element)
            inner.read(element)
            self.blocks += _with_caption(inner.blocks, caption)
        else:
            self.read(element)

    def _preformatted(self, element: Any) -> None:
        """Add a paragraph that keeps the line breaks."""
        lines = [escape(line.rstrip(), quote=False) for line in "".join(element.itertext()).split("\n")]
        if any(lines):
            self.blocks.append(Block("paragraph", f"<p>{'<br/>'.join(lines).strip()}</p>"))

    def _all_images(self, element: Any) -> None:
        for it in element.iter("img"):
            self.blocks += image_blocks(it)


BLOCKS: dict[str, Callable[[_BlockReader, Any], None]] = {
    **{f"h{level}": _BlockReader._heading for level in range(1, 7)},
    "blockquote": _BlockReader._quote,
    "ul": _BlockReader._list,
    "ol": _BlockReader._list,
    "dl": _BlockReader._list,
    "table": _BlockReader._table,
    "figure": _BlockReader._figure,
    "pre": _BlockReader._preformatted,
}


def _take_caption(figure: Any) -> str:
    """Return the caption of a figure, and hide it so that it is not read again."""
    found = figure.find(".//figcaption")
    if found is None:
        return ""
    # Hidden, not removed: its tail text is still read.
    found.set("hidden", "")
    return text_content(found)


def _with_caption(inner: list[Block], caption: str) -> list[Block]:
    """Return the blocks with the caption on their first image, or as a paragraph if there is none."""
    at = next((at for at, block in enumerate(inner) if block.kind == "image"), None)
    if at is None:
        return [*inner, paragraph(caption)] if caption else inner
    inner[at] = Block("image", {**inner[at].value, "caption": caption})
    return inner
