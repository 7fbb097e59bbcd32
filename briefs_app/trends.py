"""A topic's statuses over its periods, and the latest status of every topic."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from wagtail.models import Site

from briefs_app import reader
from briefs_app.conf import settings
from briefs_app.models import LABELS, Topic


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


def of_topic(brief: Any) -> Trend | None:
    """The last periods of the brief's topic, in its language."""
    if brief.topic is None:
        return None
    return of_topics([brief.topic], brief.get_site())[0]


def of_topics(topics: Iterable[Topic], site: Site | None = None) -> list[Trend]:
    """One query for the briefs of them all; by key, as a translation may still point at the old topic."""
    topics = list(topics)
    newest = [F("brief_date").desc(nulls_last=True), "-pk"]
    place = Window(RowNumber(), partition_by=["topic__translation_key", "locale"], order_by=newest)
    briefs = reader.published(site).filter(topic__translation_key__in={t.translation_key for t in topics})
    cells: dict[tuple[UUID, int], list[Cell]] = defaultdict(list)
    for brief in reversed(_light(briefs.annotate(place=place).filter(place__lte=settings.TREND_LENGTH))):
        cells[brief.topic.translation_key, brief.locale_id].append(_cell(brief))
    return [_trend(topic, cells[topic.translation_key, topic.locale_id]) for topic in topics]


def recent(brief: Any) -> list[Trend]:
    """Each topic of the brief's language with its latest assessed status."""
    return latest_of_each(brief.get_site(), brief.locale_id)


def latest_of_each(site: Site | None, locale_id: int) -> list[Trend]:
    newest = reader.published(site).filter(
        topic__translation_key=OuterRef("translation_key"), locale_id=locale_id
    )
    newest = newest.exclude(status="").values("pk")[:1]
    topics = Topic.objects.filter(locale_id=locale_id).annotate(newest=Subquery(newest))
    found = {topic.newest: topic for topic in topics if topic.newest}
    briefs = {brief.pk: brief for brief in _light(reader.published(site).filter(pk__in=found))}
    return [_trend(topic, [_cell(briefs[pk])]) for pk, topic in found.items()]


def _trend(topic: Topic, cells: list[Cell]) -> Trend:
    return Trend(topic.translation_key, topic.slug, topic.name, tuple(cells))


def _light(briefs: Any) -> list[Any]:
    return list(briefs.select_related("topic").defer_streamfields())


def _cell(brief: Any) -> Cell:
    return Cell(
        id=brief.pk,
        title=brief.title,
        url=brief.get_url() or "",
        status=brief.status,
        label=LABELS[brief.status],
        period=brief.period,
        date=brief.shown_date,
    )
