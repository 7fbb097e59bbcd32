"""Rows of buttons, and lists of them in pages."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from briefs_bot.messages import shortened
from briefs_bot.values import Button

Row = tuple[Button, ...]


def rows(buttons: Iterable[Button], width: int = 2) -> Sequence[Row]:
    every = list(buttons)
    return [tuple(every[start : start + width]) for start in range(0, len(every), width)]


def named(text: str, is_on: bool = False) -> str:
    """Return the text of a button, with a tick where it is on."""
    return f"✓ {shortened(text)}" if is_on else shortened(text)


def pages(every: Sequence[Any], page: int, size: int) -> tuple[Sequence[Any], int]:
    """Return what is on a page, and its number: the nearest that exists, as the list may be shorter now."""
    page = max(1, min(page, _count(every, size)))
    return every[(page - 1) * size : page * size], page


def turning(every: Sequence[Any], page: int, data: str, size: int) -> Sequence[Row]:
    """Return the row that turns pages, from the last to the first, too; nothing where there is one page."""
    count = _count(every, size)
    if count == 1:
        return ()
    before, after = (page - 2) % count + 1, page % count + 1
    return (
        (
            Button(f"‹ {before}", data=f"{data}:{before}"),
            Button(_("%(page)s of %(pages)s") % {"page": page, "pages": count}, data=f"{data}:{page}"),
            Button(f"{after} ›", data=f"{data}:{after}"),
        ),
    )


def _count(every: Sequence[Any], size: int) -> int:
    return max(1, -(-len(every) // size))
