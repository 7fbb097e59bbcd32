"""The years, months and weeks that have briefs, and how many."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, DateField, QuerySet

from briefs_app.periods.scales import Month, Period, Week, dated, last_near_day


@dataclass(frozen=True)
class Shelf:
    """A period of the archive, the number of its briefs, and what it is made of."""

    period: Period
    count: int
    parts: tuple["Shelf", ...] = ()


@dataclass(frozen=True)
class Year:
    name: str
    count: int
    months: tuple[Shelf, ...]


def years(briefs: QuerySet[Any]) -> list[Year]:
    """Newest first, and years to come, which may be mistyped, last.

    A week stands once, in the month of its last brief.
    """
    months: Counter[date] = Counter()
    weeks: Counter[date] = Counter()
    shelves: dict[date, date] = {}
    for week, month, count in _counted(briefs):
        months[month] += count
        weeks[week] += count
        shelves.setdefault(week, month)
    parts: dict[date, list[Shelf]] = defaultdict(list)
    for week in sorted(weeks, reverse=True):
        parts[shelves[week]].append(Shelf(Week.of(week), weeks[week]))
    found = [Shelf(Month.of(month), count, tuple(parts[month])) for month, count in months.items()]
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


def _year(months: list[Shelf]) -> Year:
    name = str(months[0].period.first.year)
    return Year(name, sum(month.count for month in months), tuple(months))
