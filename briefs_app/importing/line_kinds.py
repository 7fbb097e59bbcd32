"""Recognize the lines of an old page that are not prose: label, date, period, status."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from briefs_app.importing import dates, statuses


@dataclass(frozen=True)
class Metadata:
    """The value of a line that is not prose.

    `field` is date, period, status, sentence, category or credit. An empty label has no value.
    """

    field: str
    value: Any = None
    note: str = ""


LABELS = {
    "category status": "status",
    "статус категории": "status",
    "статус катэгорыі": "status",
    "category": "category",
    "topic": "category",
    "категория": "category",
    "рубрика": "category",
    "катэгорыя": "category",
    "рубрыка": "category",
    "photo": "credit",
    "photo credit": "credit",
    "image": "credit",
    "фото": "credit",
    "изображение": "credit",
    "фота": "credit",
    "выява": "credit",
    "date": "date",
    "published": "date",
    "дата": "date",
    "coverage week": "period",
    "period": "period",
    "период": "period",
    "перыяд": "period",
}
LABEL = re.compile(r"([^\W\d_][^:]{2,24}?)\s*:\s*(.*)")
MAX_LENGTH = 400


def read(line: str) -> Metadata | None:
    """Return the metadata of a line; None if the line is prose."""
    if len(line) > MAX_LENGTH:
        return None
    return _labelled(line) or _sentence(line) or _date(line) or _period(line) or _ambiguous_date(line)


def _labelled(line: str) -> Metadata | None:
    """Return the metadata of a line such as “Photo: Lena Orsk”."""
    label = LABEL.fullmatch(line) if ":" in line else None
    field = LABELS.get(label[1].casefold()) if label else None
    return READERS[field](label[2]) if label and field else None


def _sentence(line: str) -> Metadata | None:
    """Return the status of a line such as “The situation got worse”."""
    status = statuses.of_sentence(line)
    return Metadata("sentence", status) if status else None


def _status(text: str) -> Metadata:
    status = statuses.of_value(text)
    return Metadata("status", status, "" if status or not text else f"the status “{text}” is unknown")


def _date(text: str) -> Metadata | None:
    return _dated("date", text, dates.parse_moment)


def _period(text: str) -> Metadata | None:
    return _dated("period", text, dates.parse_period)


def _ambiguous_date(text: str) -> Metadata | None:
    """Return a date without value, and a note, for a date that can be read in several ways."""
    if not dates.is_ambiguous(text):
        return None
    return Metadata("date", None, f"“{text}” may be several dates: write it as 2016-03-07")


def _dated(
    field: str, text: str, parse: Callable[[str], datetime | tuple[date, date] | None]
) -> Metadata | None:
    try:
        value = parse(text)
    except ValueError:
        return Metadata(field, None, f"“{text}” is not in the calendar")
    return Metadata(field, value) if value else None


READERS: dict[str, Callable[[str], Metadata | None]] = {
    "status": _status,
    "category": lambda text: Metadata("category", text),
    "credit": lambda text: Metadata("credit", text),
    "date": lambda text: _date(text) or _ambiguous_date(text),
    "period": _period,
}
