"""An old article as plain values, before anything is known of pages or databases."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

Period = tuple[date, date]


class Block(NamedTuple):
    """One block of a body, as Wagtail stores it; the image of an old page is still its address."""

    kind: str
    value: Any


@dataclass(frozen=True)
class OldBrief:
    """What the old page does not say stays empty. A date without a zone is local time."""

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
    # Where the main one is no topic, the first of these that is one counts.
    more_categories: tuple[str, ...] = ()
    photo: str = ""
    photo_credit: str = ""
    photo_caption: str = ""
    byline: str = ""
    source_name: str = ""
    # Where the text stood, and where its author says that it belongs.
    address: str = ""
    source_url: str = ""
    # What names it in its source for ever, even when headline and date are corrected there.
    origin: str = ""
    # The folder that a browser saved beside the page.
    assets: Path | None = None
    # Why the public did not see it there, as in "private there"; then it will not see it here.
    withheld: str = ""
    similar: tuple["OldBrief", ...] = ()
    # Where it stands in its file: "line 12".
    place: str = ""
    # For the report.
    notes: tuple[str, ...] = ()

    @property
    def is_excerpt(self) -> bool:
        """Texts are passed on in parts; other sources say all they know of a brief."""
        return bool(self.paragraphs)
