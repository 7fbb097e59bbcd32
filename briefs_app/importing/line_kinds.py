"""Recognises the lines of an old page that are no prose: label, date, period, status."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from briefs_app.importing import dates, statuses


@dataclass(frozen=True)
class Mark:
    """`field`: date, period, status, sentence, category or credit. An empty label has no value."""

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
LONGEST_MARK = 400


def read(line: str) -> Mark | None:
    """None when the line is prose."""
    if len(line) > LONGEST_MARK:
        return None
    return _labelled(line) or _sentence(line) or _date(line) or _period(line) or _unclear(line)


def _labelled(line: str) -> Mark | None:
    label = LABEL.fullmatch(line) if ":" in line else None
    field = LABELS.get(label[1].casefold()) if label else None
    return BEHIND_LABEL[field](label[2]) if label and field else None


def _sentence(line: str) -> Mark | None:
    status = statuses.of_sentence(line)
    return Mark("sentence", status) if status else None


def _status(text: str) -> Mark:
    status = statuses.of_value(text)
    return Mark("status", status, "" if status or not text else f"the status “{text}” is unknown")


def _date(text: str) -> Mark | None:
    return _dated("date", text, dates.moment)


def _period(text: str) -> Mark | None:
    return _dated("period", text, dates.period)


def _unclear(text: str) -> Mark | None:
    """No prose, whatever it means."""
    if not dates.is_unclear(text):
        return None
    return Mark("date", None, f"“{text}” may be several dates: write it as 2016-03-07")


def _dated(
    field: str, text: str, reader: Callable[[str], datetime | tuple[date, date] | None]
) -> Mark | None:
    try:
        value = reader(text)
    except ValueError:
        return Mark(field, None, f"“{text}” is not in the calendar")
    return Mark(field, value) if value else None


BEHIND_LABEL: dict[str, Callable[[str], Mark | None]] = {
    "status": _status,
    "category": lambda text: Mark("category", text),
    "credit": lambda text: Mark("credit", text),
    "date": lambda text: _date(text) or _unclear(text),
    "period": _period,
}
