"""Draws a grid: into a page, as an SVG file, and as a PNG file that reads well on a phone."""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext

from briefs_app.models import LABELS, SIGNS
from briefs_app.periods import days
from briefs_app.periods.scales import Period
from briefs_app.trends.grid import Grid, Row, Slot

STEP, ROW, HEAD, NAMES, MARGIN = 34, 46, 46, 150, 12
TITLE, LINE = 64, 26

# A PNG is this wide, whatever it shows, and its text is more than 30 pixels high.
PIXELS, COLUMNS, ROWS = 1280, 12, 40
WIDTH = MARGIN + NAMES + COLUMNS * STEP + MARGIN

# What XML cannot hold, not even escaped.
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NoPictures(Exception):
    """PNG files cannot be drawn: the extra `pictures` is not installed."""


@dataclass(frozen=True)
class Text:
    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Group:
    """Columns under one heading, at their start, or at their end where the start is out of sight."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    slot: Slot
    words: str
    url: str


class Drawing:
    """The places of everything in a grid, in whole units; mirrored for right-to-left scripts."""

    def __init__(self, grid: Grid, absolute: Callable[[str], str] = str) -> None:
        self.grid, self.absolute = grid, absolute
        self.rtl = get_language_bidi()
        self.width = len(grid.periods) * STEP
        self.height = HEAD + len(grid.rows) * ROW
        self.names_width = NAMES
        # From a line to the word beside it.
        self.space = -5 if self.rtl else 5
        self.anchor, self.far_anchor = ("end", "start") if self.rtl else ("start", "end")

    @property
    def span(self) -> str:
        return days.period(self.grid.periods[0].first, self.grid.periods[-1].last)

    @property
    def by_week(self) -> bool:
        return self.grid.by == "week"

    @cached_property
    def names(self) -> list[tuple[Row, list[Text]]]:
        x = NAMES if self.rtl else 0
        return [
            (row, _centred(row.topic.name, x, self._top(number))) for number, row in enumerate(self.grid.rows)
        ]

    @cached_property
    def rows(self) -> list[tuple[Row, list[Box]]]:
        return [(row, self._boxes(row, self._top(number))) for number, row in enumerate(self.grid.rows)]

    @cached_property
    def columns(self) -> list[Text]:
        heads = enumerate(self.grid.periods)
        return [Text(self._left(place) + STEP // 2, HEAD - 8, self._head(period)) for place, period in heads]

    @cached_property
    def groups(self) -> list[Group]:
        """The months above the weeks, or the years above the months."""
        found = []
        for name, places in groupby(range(len(self.grid.periods)), self._group):
            first, *others = places
            last = others[-1] if others else first
            text = name if others or not self.by_week else name.rsplit(maxsplit=1)[0]
            found.append(Group(self._edge(first), self._edge(last + 1), text))
        return found

    def _boxes(self, row: Row, y: int) -> list[Box]:
        return [self._box(row, slot, self._left(place), y) for place, slot in enumerate(row.slots)]

    def _box(self, row: Row, slot: Slot, x: int, y: int) -> Box:
        url = self.absolute(slot.cell.url) if slot.cell else ""
        return Box(x, y, slot, f"{row.topic.name}, {slot.words}", url)

    def _left(self, place: int) -> int:
        return (len(self.grid.periods) - 1 - place if self.rtl else place) * STEP

    @staticmethod
    def _top(number: int) -> int:
        return HEAD + number * ROW

    def _edge(self, place: int) -> int:
        """Return the edge where the column begins, in the direction of reading."""
        return self.width - place * STEP if self.rtl else place * STEP

    def _head(self, period: Period) -> str:
        return str(period.first.isocalendar().week) if self.by_week else date_format(period.first, "M")

    def _group(self, place: int) -> str:
        return date_format(self.grid.periods[place].last, "M Y" if self.by_week else "Y")


class Sheet(Drawing):
    """The drawing with a title above it and its legend below, on paper of its own."""

    def __init__(
        self, grid: Grid, title: str, absolute: Callable[[str], str] = str, left_out: int = 0
    ) -> None:
        super().__init__(grid, absolute)
        self.language = get_language()
        self.title = textwrap.shorten(title, 48, placeholder="…") or gettext("Trends")
        self.left_out = _more(left_out)
        self.paper_width = max(WIDTH, MARGIN + NAMES + self.width + MARGIN)
        self.start = self.paper_width - MARGIN if self.rtl else MARGIN
        self.names_x = self.start - NAMES if self.rtl else self.start
        self.cells_x = self.names_x - self.width if self.rtl else self.names_x + NAMES
        self.below = TITLE + self.height + LINE
        self.legend = self._legend(self.below + (LINE if left_out else 0))
        self.paper_height = self.legend[-1][1].y + MARGIN

    def _legend(self, y: int) -> list[tuple[str | None, Text]]:
        """Signs with their words; None stands for a gap."""
        known = [(str(status), str(LABELS[status])) for status in SIGNS]
        found: list[tuple[str | None, Text]] = []
        used = 0
        for status, word in (*known, (None, gettext("No brief"))):
            width = 40 + 8 * len(word)
            if used and used + width > self.paper_width - 2 * MARGIN:
                y, used = y + LINE, 0
            found.append((status, Text(self.start - used if self.rtl else self.start + used, y, word)))
            used += width
        return found


def svg(grid: Grid, title: str, absolute: Callable[[str], str] = str) -> str:
    """A whole SVG file; `absolute` makes addresses that work wherever the file goes."""
    return _file(Sheet(grid, title, absolute))


def png(grid: Grid, title: str) -> bytes:
    """The last weeks or months of the first topics, 1280 pixels wide. Raises NoPictures."""
    _tools()
    shown = grid.last(COLUMNS, ROWS)
    drawn = _file(Sheet(shown, title, left_out=len(grid.rows) - len(shown.rows)))
    # By its content, so that what is remembered is never out of date, nor what somebody else may see.
    key = "briefs-trends-" + sha256(drawn.encode()).hexdigest()
    return cache.get_or_set(key, lambda: _rasterized(drawn), 3600)


def available() -> bool:
    try:
        _tools()
    except NoPictures:
        return False
    return True


def _file(sheet: Sheet) -> str:
    return UNPRINTABLE.sub("", render_to_string("briefs_app/trends/file.svg", {"drawing": sheet}))


def _more(topics: int) -> str:
    return ngettext("and %d more topic", "and %d more topics", topics) % topics if topics else ""


def _tools() -> tuple[Any, list[str]]:
    """The renderer, and a font with Latin and Cyrillic letters: a container may well have none."""
    try:
        import fontpkg_pt_sans
        import resvg_py
    except ImportError as error:
        raise NoPictures("PNG pictures are off: install wagtail-briefs[pictures].") from error
    return resvg_py, [str(file) for file in (fontpkg_pt_sans.ROOT / "files").glob("*.ttf")]


def _rasterized(drawn: str) -> bytes:
    resvg, fonts = _tools()
    # Letters that this font lacks come from the fonts of the system; with none of those they are boxes.
    return bytes(resvg.svg_to_bytes(svg_string=drawn, font_files=fonts, width=PIXELS))


def _centred(name: str, x: int, top: int) -> list[Text]:
    """One line or two, in the middle of a row."""
    lines = textwrap.wrap(name, 18, max_lines=2, placeholder="…")
    y = top + ROW // 2 + 5 - (len(lines) - 1) * 9
    return [Text(x, y + number * 18, line) for number, line in enumerate(lines)]
