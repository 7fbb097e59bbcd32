"""Makes a list from HTML, with the lists within it, wherever old editors put their words."""

from collections.abc import Callable, Iterator
from typing import Any

from briefs_app.importing.html_elements import is_block
from briefs_app.importing.html_text import escaped, text_of

LISTS, ENTRIES = ("ul", "ol", "dl"), ("li", "dt", "dd")
Inline = Callable[[Any], str]


def of(element: Any, inline: Inline) -> str:
    """Of its own kind; empty where it has no words."""
    entries: list[str] = []
    for entry in _entries(element, inline):
        if entry.startswith("<li>"):
            entries.append(entry)
        elif entry:
            # Word and others put a list beside the entry that it belongs to.
            above = entries.pop() if entries else "<li></li>"
            entries.append(f"{above.removesuffix('</li>')}{entry}</li>")
    tag = "ol" if element.tag == "ol" else "ul"
    return f"<{tag}>{''.join(entries)}</{tag}>" if entries else ""


def _entries(element: Any, inline: Inline) -> Iterator[str]:
    """Entries, and lists that stand between them."""
    yield _entry(escaped(element.text))
    for child in element:
        if child.tag in ENTRIES:
            yield _of_entry(child, inline)
        elif child.tag in LISTS:
            yield of(child, inline)
        elif any(it.tag in ENTRIES for it in child.iter()):
            yield from _entries(child, inline)
        else:
            yield _entry(inline(child))
        yield _entry(escaped(child.tail))


def _of_entry(element: Any, inline: Inline) -> str:
    line, below = escaped(element.text), ""
    for child in element:
        if child.tag in LISTS:
            below += of(child, inline)
        else:
            line += (" " if is_block(child) else "") + inline(child)
        line += escaped(child.tail)
    return _entry(line, below)


def _entry(line: str, below: str = "") -> str:
    return f"<li>{line.strip()}{below}</li>" if text_of(line) or below else ""
