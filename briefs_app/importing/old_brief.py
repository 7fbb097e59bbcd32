"""An old article as plain values, before anything is known of pages or databases."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

Period = tuple[date, date]


class Block(NamedTuple):
    """One block of a body, as Wagtail stores it; an image is still an address."""

    kind: str
    value: Any


@dataclass(frozen=True)
class OldBrief:
    """An article as read from its source; missing values are empty, a date without a zone is local time."""

    headline: str
    # Either plain paragraphs, of which the first one is the summary, or a summary and a body.
    paragraphs: tuple[str, ...] = ()
    summary: str = ""
    body: tuple[Block, ...] = ()
    date: datetime | None = None
    period: Period | None = None
    status: str = ""
    status_reason: str = ""
    outlook_risk: bool = False
    outlook_opportunity: bool = False
    category: str = ""
    # If `category` is not a topic, the first of these that is one is used.
    more_categories: tuple[str, ...] = ()
    photo: str = ""
    photo_credit: str = ""
    photo_caption: str = ""
    byline: str = ""
    source_name: str = ""
    # The old address, and the canonical address that the author gave.
    address: str = ""
    source_url: str = ""
    # A permanent id in its source, which stays when headline and date are corrected.
    origin: str = ""
    # The folder that a browser saved beside the page.
    assets: Path | None = None
    # Why it was not public in its source, such as "private there"; then it is not published here either.
    withheld: str = ""
    similar: tuple["OldBrief", ...] = ()
    # The position in its file, such as "line 12".
    place: str = ""
    # Notes for the report.
    notes: tuple[str, ...] = ()

    @property
    def is_excerpt(self) -> bool:
        """Return whether the text may be an excerpt, as plain text may; other sources are complete."""
        return bool(self.paragraphs)
