"""The content of an imported page as one comparable value, and how two versions of it are combined."""

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
    """The field values of an imported page; two equal contents need no update."""

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
    # Not fields of the page: the topic as the old page named it, and the hash of its id in the source.
    category: str = ""
    origin: str = ""

    @property
    def key(self) -> str:
        """Return the hash of day and headline, which identifies a brief within its language."""
        day = self.brief_date.astimezone(timezone.get_default_timezone()).date() if self.brief_date else ""
        return hashed(f"{day} {normalized(self.title)}")

    @property
    def digest(self) -> str:
        """Return a hash of the whole content, to notice later edits."""
        return hashed(json.dumps(asdict(self), default=str, sort_keys=True))


# The fields of the page that are copied unchanged.
FIELDS = [
    name
    for name in Content.__dataclass_fields__
    if name not in ("body", "related", "live", "category", "origin")
]


def from_page(page: Any, category: str = "", origin: str = "") -> Content:
    """Return the content that a page has now."""
    return replace(
        Content(**{name: getattr(page, name) for name in FIELDS}),
        brief_date=page.brief_date and page.brief_date.astimezone(UTC),
        body=tuple(_stored(block) for block in page.body),
        related=tuple(page.brief_related_articles.order_by("sort_order").values_list("page_id", flat=True)),
        live=page.live,
        category=category,
        origin=origin,
    )


def _stored(block: Any) -> Block:
    """Return a block of a page, as the import writes it: an image without an empty alternative text."""
    value = block.get_prep_value()["value"]
    if block.block_type == "image" and isinstance(value, dict) and not value.get("alt"):
        value = {name: part for name, part in value.items() if name != "alt"}
    return Block(block.block_type, value)


def hashed(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal; empty for an empty text."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest() if text else ""


def replaced(old: Content, new: Content) -> Content:
    """Return the newer version of a brief whose source is complete, keeping what only the page has."""
    return replace(
        new,
        **_keep_images(old, new),
        related=new.related or old.related,
        topic_id=old.topic_id,
        origin=new.origin or old.origin,
    )


def merged(old: Content, new: Content, main: bool) -> Content:
    """Return both versions of a brief combined: either may be an excerpt, so no information is dropped."""
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
    """Return photo and body, with the images kept if the new version came without its image folder."""
    words = [block for block in old.body if block.kind != "image"]
    keep = list(new.body) == words
    return {"photo_id": new.photo_id or old.photo_id, "body": old.body if keep else new.body}


def _more_exact(first: datetime | None, second: datetime | None) -> datetime | None:
    """Return the first moment, or the second if the first is midnight, which counts as no time of day."""
    local = timezone.localtime(first, timezone.get_default_timezone()) if first else None
    return second if local and local.time() == time.min else first
