"""A grid as JSON and as CSV, for other programs and for spreadsheets."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

from briefs_app.models import LABELS
from briefs_app.models.status import spelt
from briefs_app.trends import spreadsheets
from briefs_app.trends.grid import Grid, Row, Slot

COLUMNS = (
    "topic",
    "slug",
    "period",
    "first_day",
    "last_day",
    "status",
    "label",
    "briefs",
    "headline",
    "address",
)

# How many periods a file holds; `ending` asks for those before.
LENGTH = 520


def as_json(grid: Grid, absolute: Callable[[str], str] = str) -> dict[str, Any]:
    """The oldest period first. The status is null where the topic has no brief in the period."""
    return {
        "scale": grid.by,
        "periods": [
            {"period": period.code, "first_day": period.first, "last_day": period.last}
            for period in grid.periods
        ],
        "topics": [
            {
                "key": row.topic.translation_key,
                "slug": row.topic.slug,
                "name": row.topic.name,
                "statuses": [_status(slot, absolute) for slot in row.slots],
            }
            for row in grid.rows
        ],
        "older": grid.older,
        "newer": grid.newer,
    }


def as_csv(grid: Grid, absolute: Callable[[str], str] = str) -> str:
    """A line for each topic and period, those without a brief too."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in grid.rows:
        lines = (_line(row, slot, absolute) for slot in row.slots)
        writer.writerows([spreadsheets.cell(value) for value in line] for line in lines)
    return text.getvalue()


def _status(slot: Slot, absolute: Callable[[str], str]) -> dict[str, Any]:
    found: dict[str, Any] = {"period": slot.period.code, "status": None, "briefs": slot.count}
    if cell := slot.cell:
        found["status"] = spelt(cell.status)
        found["label"] = str(cell.label)
        found["brief"] = {
            "id": cell.id,
            "title": cell.title,
            "url": absolute(cell.url),
            "period": cell.period,
            "date": cell.date,
        }
    return found


def _line(row: Row, slot: Slot, absolute: Callable[[str], str]) -> tuple[Any, ...]:
    topic, period, cell = row.topic, slot.period, slot.cell
    where = (topic.name, topic.slug, period.code, period.first, period.last)
    if cell is None:
        return (*where, "", "", 0, "", "")
    return (
        *where,
        spelt(cell.status),
        LABELS[cell.status],
        slot.count,
        cell.title,
        absolute(cell.url),
    )
