"""The years, months and weeks that have briefs, and how many."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, DateField, QuerySet

from briefs_app.periods.scales import Month, Period, Week, dated, last_near_day


@dataclass(frozen=True)
class ArchivePeriod:
    """A period of the archive, the number of its briefs, and what it is made of."""

    period: Period
    count: int
    parts: tuple["ArchivePeriod", ...] = ()


@dataclass(frozen=True)
class Year:
    name: str
    count: int
    months: tuple[ArchivePeriod, ...]


def years(briefs: QuerySet[Any]) -> list[Year]:
    """Newest first, and years to come, which may be mistyped, last.

    A week stands once, in the month of its last brief.
    """
    months: Counter[date] = Counter()
    weeks: Counter[date] = Counter()
    months_of_weeks: dict[date, date] = {}
    for week, month, count in _counted(briefs):
        months[month] += count
        weeks[week] += count
        months_of_weeks.setdefault(week, month)
    parts: dict[date, list[ArchivePeriod]] = defaultdict(list)
    for week in sorted(weeks, reverse=True):
        parts[months_of_weeks[week]].append(ArchivePeriod(Week.of(week), weeks[week]))
    found = [ArchivePeriod(Month.of(month), count, tuple(parts[month])) for month, count in months.items()]
    groups = groupby(found, lambda month: month.period.first.year)
    named = {year: _year(list(group)) for year, group in groups}
    return [named[year] for year in sorted(named, key=lambda year: (year > last_near_day().year, -year))]


def _counted(briefs: QuerySet[Any]) -> QuerySet[Any]:
    found = dated(briefs).exclude(brief_day=None)
    found = found.annotate(
        month=Month.trunc("brief_day", output_field=DateField()),
        week=Week.trunc("brief_day", output_field=DateField()),
    )
    return found.order_by("-month").values_list("week", "month").annotate(Count("pk"))


def _year(months: list[ArchivePeriod]) -> Year:
    name = str(months[0].period.first.year)
    return Year(name, sum(month.count for month in months), tuple(months))
