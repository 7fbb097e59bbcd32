"""Clean HTML lists, nested and malformed ones too."""

from collections.abc import Callable, Iterator
from typing import Any

from briefs_app.importing.html_elements import is_block
from briefs_app.importing.html_text import escape_text, to_text

LIST_TAGS, ITEM_TAGS = ("ul", "ol", "dl"), ("li", "dt", "dd")
CleanInline = Callable[[Any], str]


def clean(element: Any, clean_inline: CleanInline) -> str:
    """Return a list's items as HTML, nested lists included; empty if no item has text."""
    items: list[str] = []
    for item in _items(element, clean_inline):
        if item.startswith("<li>"):
            items.append(item)
        elif item:
            # Word and others put a list beside the item that it belongs to.
            above = items.pop() if items else "<li></li>"
            items.append(f"{above.removesuffix('</li>')}{item}</li>")
    tag = "ol" if element.tag == "ol" else "ul"
    return f"<{tag}>{''.join(items)}</{tag}>" if items else ""


def _items(element: Any, clean_inline: CleanInline) -> Iterator[str]:
    """Yield each item, and each list that is placed between items."""
    yield _item_html(escape_text(element.text))
    for child in element:
        if child.tag in ITEM_TAGS:
            yield _list_item(child, clean_inline)
        elif child.tag in LIST_TAGS:
            yield clean(child, clean_inline)
        elif any(it.tag in ITEM_TAGS for it in child.iter()):
            yield from _items(child, clean_inline)
        else:
            yield _item_html(clean_inline(child))
        yield _item_html(escape_text(child.tail))


def _list_item(element: Any, clean_inline: CleanInline) -> str:
    """Return one item with its nested lists."""
    line, nested = escape_text(element.text), ""
    for child in element:
        if child.tag in LIST_TAGS:
            nested += clean(child, clean_inline)
        else:
            line += (" " if is_block(child) else "") + clean_inline(child)
        line += escape_text(child.tail)
    return _item_html(line, nested)


def _item_html(line: str, nested: str = "") -> str:
    return f"<li>{line.strip()}{nested}</li>" if to_text(line) or nested else ""
