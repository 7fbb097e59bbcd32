"""What an old page says, as plain values; nothing here knows of pages or databases."""

from dataclasses import dataclass
from datetime import date, datetime

Period = tuple[date, date]


class NotABrief(Exception):
    """The text is readable but is no brief; the message tells an editor why."""


@dataclass(frozen=True)
class OldBrief:
    """What the old page does not say stays empty. The date is local time; the notes are for the report."""

    headline: str
    paragraphs: tuple[str, ...] = ()
    date: datetime | None = None
    period: Period | None = None
    status: str = ""
    category: str = ""
    photo_credit: str = ""
    similar: tuple["OldBrief", ...] = ()
    notes: tuple[str, ...] = ()
