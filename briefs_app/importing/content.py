"""What an imported page holds, as one comparable value, and how two versions of a brief become one."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone

from briefs_app.importing.lines import normalized
from briefs_app.importing.old_brief import Block


@dataclass(frozen=True)
class Content:
    title: str
    brief_date: datetime | None = None
    period_start: date | None = None
    period_end: date | None = None
    status: str = ""
    status_reason: str = ""
    outlook_risk: bool = False
    outlook_opportunity: bool = False
    summary: str = ""
    body: tuple[Block, ...] = ()
    photo_id: int | None = None
    photo_credit: str = ""
    photo_caption: str = ""
    byline: str = ""
    source_name: str = ""
    source_url: str = ""
    topic_id: int | None = None
    related: tuple[int | None, ...] = ()
    live: bool = False
    # Not fields of the page: the topic as the old page named it, and the hash of its name in its source.
    category: str = ""
    origin: str = ""

    @property
    def key(self) -> str:
        """What recognises a brief within its language."""
        day = self.brief_date.astimezone(timezone.get_default_timezone()).date() if self.brief_date else ""
        return hashed(f"{day} {normalized(self.title)}")

    @property
    def digest(self) -> str:
        return hashed(json.dumps(asdict(self), default=str, sort_keys=True))


# The fields of the page that are taken over as they are.
FIELDS = [
    name
    for name in Content.__dataclass_fields__
    if name not in ("body", "related", "live", "category", "origin")
]


def from_page(page: Any, category: str = "", origin: str = "") -> Content:
    return replace(
        Content(**{name: getattr(page, name) for name in FIELDS}),
        brief_date=page.brief_date and page.brief_date.astimezone(UTC),
        body=tuple(Block(block.block_type, block.get_prep_value()["value"]) for block in page.body),
        related=tuple(page.brief_related_articles.order_by("sort_order").values_list("page_id", flat=True)),
        live=page.live,
        category=category,
        origin=origin,
    )


def hashed(text: str) -> str:
    """Empty for nothing."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest() if text else ""


def replaced(old: Content, new: Content) -> Content:
    """A source that says everything of its brief gives way to its newer version."""
    return replace(
        new,
        **_keep_images(old, new),
        related=new.related or old.related,
        topic_id=old.topic_id,
        origin=new.origin or old.origin,
    )


def merged(old: Content, new: Content, main: bool) -> Content:
    """A text may be an excerpt, as one below “Similar articles” is; so nothing said is unsaid."""
    first, second = (new, old) if main else (old, new)
    newer_text = len(new.body) > len(old.body) or (main and len(new.body) == len(old.body))
    # The fuller text wins; for the rest a main article outranks a similar one.
    text = new if newer_text else old
    return replace(
        old,
        title=first.title,
        brief_date=_more_exact(first.brief_date, second.brief_date),
        period_start=first.period_start or second.period_start,
        period_end=first.period_end or second.period_end,
        status=first.status or second.status,
        summary=text.summary,
        body=text.body,
        photo_credit=first.photo_credit or second.photo_credit,
        related=new.related or old.related,
        category=first.category or second.category,
    )


def _keep_images(old: Content, new: Content) -> dict[str, Any]:
    """Their folder need not be at hand each time."""
    words = [block for block in old.body if block.kind != "image"]
    keep = list(new.body) == words
    return {"photo_id": new.photo_id or old.photo_id, "body": old.body if keep else new.body}


def _more_exact(first: datetime | None, second: datetime | None) -> datetime | None:
    """Of two moments of the same day midnight is the one without a time."""
    local = timezone.localtime(first, timezone.get_default_timezone()) if first else None
    return second if local and local.time() == time.min else first
