"""An edition: every brief whose period ends in the same ISO week, topic by topic."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

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
        """Raises ValueError where there is no such week, or nothing to read about it."""
        try:
            first = date.fromisocalendar(year, week, 1)
            last = first + timedelta(days=6)
        except OverflowError as error:
            raise ValueError("No calendar goes that far.") from error
        # By key: a translated brief may still point at the topic of its original.
        by_topic: dict[UUID, list[Any]] = defaultdict(list)
        for brief in briefs.filter(period_end__range=(first, last)):
            by_topic[brief.topic.translation_key].append(brief)
        if not by_topic:
            raise ValueError("No brief covers this week.")
        ends = briefs.order_by("period_end").values_list("period_end", flat=True)
        return cls(
            first=first,
            last=last,
            rows=tuple((topic, tuple(by_topic[topic.translation_key])) for topic in topics),
            previous=ends.filter(period_end__lt=first).last(),
            next=ends.filter(period_end__gt=last).first(),
        )
