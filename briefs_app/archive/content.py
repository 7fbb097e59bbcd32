"""What an imported page holds, as one comparable value, and how two versions of a brief become one."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone

from briefs_app.archive.lines import folded


@dataclass(frozen=True)
class Content:
    title: str
    brief_date: datetime | None = None
    period_start: date | None = None
    period_end: date | None = None
    status: str = ""
    summary: str = ""
    body: tuple[str, ...] = ()
    photo_credit: str = ""
    topic_id: int | None = None
    related: tuple[int | None, ...] = ()
    live: bool = False
    # Not a field of the page: the topic as the old page named it, known here or not.
    category: str = ""

    @property
    def key(self) -> str:
        """What recognises a brief within its language."""
        day = self.brief_date.astimezone(timezone.get_default_timezone()).date() if self.brief_date else ""
        return f"{day} {folded(self.title)}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), default=str).encode()).hexdigest()


def of_page(page: Any, category: str = "") -> Content:
    return Content(
        title=page.title,
        brief_date=page.brief_date and page.brief_date.astimezone(UTC),
        period_start=page.period_start,
        period_end=page.period_end,
        status=page.status,
        summary=page.summary,
        body=tuple(_source(block) for block in page.body),
        photo_credit=page.photo_credit,
        topic_id=page.topic_id,
        related=tuple(page.brief_related_articles.order_by("sort_order").values_list("page_id", flat=True)),
        live=page.live,
        category=category,
    )


def merged(old: Content, new: Content, main: bool) -> Content:
    """The fuller text wins; for the rest a main article outranks a similar one. Nothing said is unsaid."""
    first, second = (new, old) if main else (old, new)
    newer_text = len(new.body) > len(old.body) or (main and len(new.body) == len(old.body))
    text = new if newer_text else old
    return replace(
        old,
        title=first.title,
        brief_date=_exact(first.brief_date, second.brief_date),
        period_start=first.period_start or second.period_start,
        period_end=first.period_end or second.period_end,
        status=first.status or second.status,
        summary=text.summary,
        body=text.body,
        photo_credit=first.photo_credit or second.photo_credit,
        related=new.related or old.related,
        category=first.category or second.category,
    )


def _exact(first: datetime | None, second: datetime | None) -> datetime | None:
    """Of two moments of the same day midnight is the one without a time."""
    local = timezone.localtime(first, timezone.get_default_timezone()) if first else None
    return second if local and local.time() == time.min else first


def _source(block: Any) -> str:
    value = block.get_prep_value()["value"]
    return value if block.block_type == "paragraph" else json.dumps([block.block_type, value], default=str)
