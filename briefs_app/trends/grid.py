"""A row for each topic, a slot for each week or month, empty ones too."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, F, Max, Min, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from briefs_app.models import LABELS, Topic
from briefs_app.periods.scales import Period, Week, dated
from briefs_app.trends.topics import Cell, cell_of, light

# How many periods a page shows.
SHOWN = 26


@dataclass(frozen=True)
class Slot:
    """A topic in a period: its newest brief, and how many there are; without one it is a gap."""

    period: Period
    cell: Cell | None = None
    count: int = 0

    @property
    def words(self) -> str:
        if self.cell is None:
            return gettext("%(period)s: no brief") % {"period": self.period}
        said = {"period": self.period, "status": LABELS[self.cell.status], "headline": self.cell.title}
        words = gettext("%(period)s: %(status)s. %(headline)s") % said
        return f"{words} ({self.others})" if self.count > 1 else words

    @property
    def others(self) -> str:
        text = ngettext(
            "%(count)d brief; the newest decides", "%(count)d briefs; the newest decides", self.count
        )
        return text % {"count": self.count}


@dataclass(frozen=True)
class Row:
    topic: Topic
    slots: tuple[Slot, ...]
    # False for a topic that was never translated into the language of the grid.
    has_page: bool = True


@dataclass(frozen=True)
class Column:
    """A period with the slots of all topics."""

    period: Period
    slots: tuple[Slot, ...]

    @property
    def has_brief(self) -> bool:
        return any(slot.cell for slot in self.slots)


@dataclass(frozen=True)
class Grid:
    """The oldest period first. `older` and `newer` are days that a grid beside this one ends with."""

    scale: type[Period]
    periods: tuple[Period, ...] = ()
    rows: tuple[Row, ...] = ()
    older: date | None = None
    newer: date | None = None

    @property
    def by(self) -> str:
        """The name of the scale, for templates, which would call the class."""
        return self.scale.scale

    @property
    def columns(self) -> list["Column"]:
        """The newest first."""
        slots = zip(*(row.slots for row in self.rows), strict=True)
        return [Column(period, found) for period, found in zip(self.periods, slots, strict=False)][::-1]

    def last(self, count: int, rows: int) -> "Grid":
        """The newest periods of the first topics."""
        shown = tuple(replace(row, slots=row.slots[-count:]) for row in self.rows[:rows])
        return replace(self, periods=self.periods[-count:], rows=shown)


def grid(
    briefs: Any,
    topics: Iterable[Topic],
    scale: type[Period] = Week,
    ending: date | None = None,
    length: int = SHOWN,
) -> Grid:
    """Ends with the period of the day `ending`, else with the newest that has a brief. Two queries in all."""
    briefs = dated(briefs)
    oldest, newest, begun = _bounds(briefs, scale)
    if oldest is None:
        return Grid(scale)
    last = min(max(scale.of(ending), oldest), newest) if ending else begun or newest
    first = max(last.moved(1 - length), oldest)
    periods = _between(first, last)
    return Grid(
        scale,
        periods,
        _rows(_decisive(briefs, scale, first, last), topics, periods),
        older=first.moved(-1).last if first > oldest else None,
        newer=min(last.moved(length), newest).last if last < newest else None,
    )


def _bounds(briefs: Any, scale: type[Period]) -> tuple[Any, Any, Any]:
    """The oldest and newest period, and the newest up to the next from now: years may be mistyped."""
    near = Q(brief_day__lte=scale.of(timezone.localdate()).moved(1).last)
    days = briefs.order_by().aggregate(
        oldest=Min("brief_day"), newest=Max("brief_day"), begun=Max("brief_day", filter=near)
    )
    oldest, newest, begun = (day and scale.of(day) for day in days.values())
    return oldest, newest, begun


def _between(first: Period, last: Period) -> tuple[Period, ...]:
    periods = [first]
    while periods[-1] < last:
        periods.append(periods[-1].moved(1))
    return tuple(periods)


def _decisive(briefs: Any, scale: type[Period], first: Period, last: Period) -> list[Any]:
    """The newest brief of each topic in each period, with the number of all."""
    place = [F("topic__translation_key"), scale.trunc("brief_day", output_field=DateField())]
    newest = [F("brief_date").desc(nulls_last=True), "-pk"]
    found = briefs.filter(brief_day__range=(first.first, last.last)).annotate(
        brief_place=Window(RowNumber(), partition_by=place, order_by=newest),
        brief_count=Window(Count("pk"), partition_by=place),
    )
    return light(found.filter(brief_place=1).order_by())


def _rows(briefs: list[Any], topics: Iterable[Topic], periods: tuple[Period, ...]) -> tuple[Row, ...]:
    scale = type(periods[0])
    # By key: a translated brief may still point at the topic of its original.
    slots: dict[UUID, dict[Period, Slot]] = {}
    strangers: dict[UUID, Topic] = {}
    for brief in briefs:
        period = scale.of(brief.brief_day)
        slot = Slot(period, cell_of(brief), brief.brief_count)
        slots.setdefault(brief.topic.translation_key, {})[period] = slot
        strangers[brief.topic.translation_key] = brief.topic
    rows = []
    for topic in topics:
        strangers.pop(topic.translation_key, None)
        rows.append(_row(topic, slots.get(topic.translation_key, {}), periods))
    return (
        *rows,
        *(_row(topic, slots[key], periods, has_page=False) for key, topic in strangers.items()),
    )


def _row(topic: Topic, slots: dict[Period, Slot], periods: tuple[Period, ...], has_page: bool = True) -> Row:
    return Row(topic, tuple(slots.get(period, Slot(period)) for period in periods), has_page)
