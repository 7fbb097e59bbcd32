"""An edition: every brief of one week or month, topic by topic."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from briefs_app.models.topic import Topic
from briefs_app.periods.scales import Month, Period, Week, dated, last_near_day

# Of one topic in one edition; its own page shows the rest.
SHOWN = 60


@dataclass(frozen=True)
class Section:
    """A topic with its briefs in the order of their periods; a topic without one keeps its empty section."""

    topic: Topic
    briefs: tuple[Any, ...]
    count: int
    # False for a topic that was never translated into the language of the index.
    has_page: bool = True

    @property
    def left_out(self) -> int:
        return self.count - len(self.briefs)


@dataclass(frozen=True)
class Edition:
    """`previous` and `next`: the nearest weeks, or months, that have an edition. `weeks`: of a month."""

    period: Period
    sections: tuple[Section, ...]
    previous: Period | None
    next: Period | None
    weeks: tuple[Week, ...] = ()

    @property
    def month(self) -> Month:
        """The month that the last day lies in."""
        return Month.of(self.period.last)


def edition(period: Period, briefs: QuerySet[Any], topics: Iterable[Topic]) -> Edition | None:
    """Return the edition of a period, None without a brief. `briefs` come newest first."""
    briefs = dated(briefs)
    sections = _sections(_shown(briefs, period), topics)
    if not any(section.briefs for section in sections):
        return None
    around = briefs.aggregate(
        previous=Max("brief_day", filter=Q(brief_day__lt=period.first)),
        next=Min("brief_day", filter=Q(brief_day__gt=period.last)),
    )
    weeks = _weeks(briefs, period) if isinstance(period, Month) else ()
    nearest = {name: day and period.of(day) for name, day in around.items()}
    return Edition(period, sections, **nearest, weeks=weeks)


def exists(period: Period, briefs: QuerySet[Any]) -> bool:
    return _within(period, dated(briefs)).exists()


def newest_day(briefs: QuerySet[Any]) -> date | None:
    """A day within the newest edition, up to the next week: years may be mistyped."""
    briefs = dated(briefs)
    # Two looks into an index; the maximum of `brief_day` would read every brief.
    by_period = briefs.filter(period_end__lte=last_near_day()).order_by("-period_end")
    by_date = briefs.filter(period_end=None)
    days = [rows.values_list("brief_day", flat=True).first() for rows in (by_period, by_date)]
    return max((day for day in days if day), default=None)


def _within(period: Period, briefs: QuerySet[Any]) -> QuerySet[Any]:
    return briefs.filter(brief_day__range=(period.first, period.last))


def _weeks(briefs: QuerySet[Any], month: Month) -> tuple[Week, ...]:
    """Those that have briefs, shown or not."""
    days = _within(month, briefs).order_by().values_list("brief_day", flat=True).distinct()
    return tuple(sorted({Week.of(day) for day in days}))


def _shown(briefs: QuerySet[Any], period: Period) -> Iterator[Any]:
    topic = F("topic__translation_key")
    newest = [F("brief_day").desc(), F("brief_date").desc(nulls_last=True), "-pk"]
    found = _within(period, briefs).annotate(
        brief_place=Window(RowNumber(), partition_by=topic, order_by=newest),
        brief_count=Window(Count("pk"), partition_by=topic),
    )
    return reversed(found.filter(brief_place__lte=SHOWN).order_by(*newest))


def _sections(briefs: Iterable[Any], topics: Iterable[Topic]) -> tuple[Section, ...]:
    # By key: a translated brief may still point at the topic of its original.
    by_topic: dict[UUID, list[Any]] = defaultdict(list)
    for brief in briefs:
        by_topic[brief.topic.translation_key].append(brief)
    sections = [_section(topic, by_topic.pop(topic.translation_key, [])) for topic in topics]
    return (*sections, *(_section(found[0].topic, found, has_page=False) for found in by_topic.values()))


def _section(topic: Topic, briefs: list[Any], has_page: bool = True) -> Section:
    return Section(topic, tuple(briefs), briefs[0].brief_count if briefs else 0, has_page)
