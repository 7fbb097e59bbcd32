"""Turns the restricted Markdown of a seed into the blocks of a brief's body."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.html import escape
from wagtail.rich_text import RichText

INLINE = [
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"\*(.+?)\*"), r"<i>\1</i>"),
    (re.compile(r"\[(.+?)\]\((https?://[^)\s]+)\)"), r'<a href="\2">\1</a>'),
]
PICTURE = re.compile(r"!\[(?P<caption>.*)\]\((?P<name>.+)\)")


def summary_and_rest(text: str) -> tuple[str, str]:
    summary, _blank, rest = text.strip().partition("\n\n")
    return " ".join(summary.split()), rest


def blocks(text: str, picture: Callable[[str], Any]) -> list[tuple[str, Any]]:
    """`picture` finds an image by its file name."""
    return list(_blocks(text, picture))


def _blocks(text: str, picture: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    for place, part in enumerate(re.split(r"\n\s*\n", text.strip())):
        lines = [line.strip() for line in part.splitlines()]
        if part.startswith("## "):
            yield "heading", part.removeprefix("## ").strip()
        elif part.startswith("- ") and place == 0:
            yield "key_points", [line.removeprefix("- ") for line in lines]
        elif part.startswith("- "):
            items = "".join(f"<li>{_inline(line.removeprefix('- '))}</li>" for line in lines)
            yield "paragraph", RichText(f"<ul>{items}</ul>")
        elif part.startswith("> "):
            yield "quote", _quote(" ".join(line.removeprefix("> ") for line in lines))
        elif part.startswith("|"):
            yield "table", _table(lines)
        elif match := PICTURE.fullmatch(part.strip()):
            yield "image", {"image": picture(match["name"]), "caption": match["caption"], "credit": ""}
        else:
            yield "paragraph", RichText(f"<p>{_inline(' '.join(lines))}</p>")


def _quote(text: str) -> dict[str, str]:
    said, _dash, who = text.rpartition(" — ")
    return {"text": said or who, "attribution": who if said else ""}


def _table(lines: list[str]) -> dict[str, Any]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {"data": [rows[0], *rows[2:]], "first_row_is_table_header": True, "first_col_is_header": False}


def _inline(text: str) -> str:
    text = escape(text)
    for pattern, replacement in INLINE:
        text = pattern.sub(replacement, text)
    return text
