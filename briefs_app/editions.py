"""An edition: every brief whose period ends in the same ISO week, topic by topic."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from briefs_app.models.topic import Topic


@dataclass(frozen=True)
class Edition:
    """`rows` holds each topic with its briefs; a topic without one keeps its empty row."""

    first: date
    last: date
    rows: tuple[tuple[Topic, tuple[Any, ...]], ...]
    previous: date | None
    next: date | None

    @classmethod
    def of_week(cls, year: int, week: int, briefs: QuerySet[Any], topics: QuerySet[Topic]) -> "Edition":
        """Raises ValueError where the year has no such week."""
        first = date.fromisocalendar(year, week, 1)
        last = first + timedelta(days=6)
        by_topic: dict[int, list[Any]] = defaultdict(list)
        for brief in briefs.filter(period_end__range=(first, last)):
            by_topic[brief.topic_id].append(brief)
        if not by_topic:
            raise ValueError("No brief covers this week.")
        ends = briefs.order_by("period_end").values_list("period_end", flat=True)
        return cls(
            first=first,
            last=last,
            rows=tuple((topic, tuple(by_topic[topic.pk])) for topic in topics),
            previous=ends.filter(period_end__lt=first).last(),
            next=ends.filter(period_end__gt=last).first(),
        )
