"""ISO weeks and months, and the day that puts a brief into one of them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db.models import DateField
from django.db.models.functions import Coalesce, TruncDate, TruncMonth, TruncWeek
from django.utils import timezone
from django.utils.formats import date_format

from briefs_app.periods import days

TOO_FAR = "No calendar goes that far."


@dataclass(frozen=True, order=True)
class Period:
    """A week or a month; both begin and end on a day that the calendar has."""

    first: date
    last: date

    scale: ClassVar[str]
    # The database function that finds the first day.
    trunc: ClassVar[Any]

    @classmethod
    def of(cls, day: date) -> Self:
        raise NotImplementedError

    def moved(self, count: int) -> Self:
        """So many periods later, or as far as the calendar goes."""
        raise NotImplementedError

    @property
    def code(self) -> str:
        """The code for addresses and other programs: `2026-w53`, `2026-12`."""
        raise NotImplementedError

    @property
    def address(self) -> str:
        """Below an index page."""
        return self.code.replace("-", "/") + "/"


class Week(Period):
    scale = "week"
    trunc = TruncWeek

    @classmethod
    def of(cls, day: date) -> Self:
        first = day - timedelta(days=day.weekday())
        return cls(first, _day(first.toordinal() + 6))

    @classmethod
    def numbered(cls, year: int, number: int) -> Self:
        """Raises ValueError where there is no such week."""
        try:
            return cls.of(date.fromisocalendar(year, number, 1))
        except OverflowError as error:
            raise ValueError(TOO_FAR) from error

    def moved(self, count: int) -> Self:
        return self.of(_day(self.first.toordinal() + 7 * count))

    @property
    def code(self) -> str:
        return f"{self.first.isocalendar().year:04}-w{self.number:02}"

    @property
    def number(self) -> int:
        return self.first.isocalendar().week

    def __str__(self) -> str:
        return days.period(self.first, self.last)


class Month(Period):
    scale = "month"
    trunc = TruncMonth

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))

    @classmethod
    def numbered(cls, year: int, number: int) -> Self:
        """Raises ValueError where there is no such month."""
        try:
            return cls.of(date(year, number, 1))
        except OverflowError as error:
            raise ValueError(TOO_FAR) from error

    def moved(self, count: int) -> Self:
        months = self.first.year * 12 + self.first.month - 1 + count
        year, month = divmod(min(max(months, date.min.year * 12), date.max.year * 12 + 11), 12)
        return self.of(date(year, month + 1, 1))

    @property
    def code(self) -> str:
        return f"{self.first.year:04}-{self.first.month:02}"

    def __str__(self) -> str:
        return date_format(self.first, "YEAR_MONTH_FORMAT")


SCALES: dict[str, type[Period]] = {kind.scale: kind for kind in (Week, Month)}


def dated(briefs: Any) -> Any:
    """Adds `brief_day`: the last day of the period, else the day of the date."""
    day = Coalesce("period_end", TruncDate("brief_date"), output_field=DateField())
    return briefs.exclude(topic=None).annotate(brief_day=day)


def last_near_day() -> date:
    """Return the end of next week: a period that ends later is no news yet, or its year is mistyped."""
    return Week.of(timezone.localdate()).moved(1).last


def _day(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))
