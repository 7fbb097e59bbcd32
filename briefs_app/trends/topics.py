"""A topic's statuses over its periods, and the latest status of every topic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.utils.functional import Promise
from wagtail.models import Site

from briefs_app import audience
from briefs_app.conf import settings
from briefs_app.models import LABELS, SIGNS, Topic


@dataclass(frozen=True)
class Cell:
    """One brief in a trend; an empty status is *not assessed*."""

    id: int
    title: str
    url: str
    status: str
    label: str | Promise
    period: tuple[date, date] | None
    date: datetime | None


@dataclass(frozen=True)
class Trend:
    """A topic with its cells, the oldest first."""

    key: UUID
    slug: str
    name: str
    cells: tuple[Cell, ...]


def of_topic(topic: Topic, locale_id: int, site: Site | None = None) -> Trend:
    """The last periods of a topic in one language."""
    # By key, as a translation may still point at the old topic.
    briefs = audience.published(site).filter(locale=locale_id, topic__translation_key=topic.translation_key)
    newest = light(briefs[: settings.TREND_LENGTH])
    return _trend(topic, [cell_of(brief) for brief in reversed(newest)])


def latest_of_each(topics: Iterable[Topic], site: Site | None = None) -> tuple[Trend, ...]:
    """Return each topic, all in one language, with its latest assessed status; one query."""
    topics = list(topics)
    assessed = audience.published(site).filter(locale__in={topic.locale_id for topic in topics})
    assessed = assessed.exclude(status="")
    newest = Topic.objects.annotate(newest=Subquery(assessed.filter(topic=OuterRef("pk")).values("pk")[:1]))
    # By key, as a translation may still point at the old topic.
    latest: dict[UUID, Any] = {}
    for brief in light(assessed.filter(pk__in=newest.values("newest"))):
        latest.setdefault(brief.topic.translation_key, brief)
    known = [topic for topic in topics if topic.translation_key in latest]
    return tuple(_trend(topic, [cell_of(latest[topic.translation_key])]) for topic in known)


@dataclass(frozen=True)
class StatusCount:
    """A status, and the number of briefs that have it."""

    status: str
    count: int


def tallies(briefs: Any) -> list[StatusCount]:
    """The statuses that occur, in the order of the legend."""
    counts = dict(briefs.order_by().values_list("status").annotate(Count("pk")))
    return [StatusCount(str(status), counts[status]) for status in SIGNS if status in counts]


def _trend(topic: Topic, cells: list[Cell]) -> Trend:
    return Trend(topic.translation_key, topic.slug, topic.name, tuple(cells))


def light(briefs: Any) -> list[Any]:
    """Read only what a cell shows: the database sorts many rows to give a few."""
    shown = ("title", "url_path", "first_published_at", "brief_date", "status", "period_start", "period_end")
    return list(briefs.select_related(None).select_related("topic").only(*shown, "locale", "topic"))


def cell_of(brief: Any) -> Cell:
    return Cell(
        id=brief.pk,
        title=brief.title,
        url=brief.get_url() or "",
        status=brief.status,
        label=LABELS[brief.status],
        period=brief.period,
        date=brief.shown_date,
    )
