"""Writes days and periods in the active language."""

from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

# Django date formats, so that each language may settle its own order.
DAY = pgettext_lazy("date format", "j E Y")
SHORT_DAY = pgettext_lazy("date format, short", "j M Y")
IN_ONE_MONTH = pgettext_lazy("date format, first day of a period within one month", "j–")
IN_ONE_YEAR = pgettext_lazy("date format, first day of a period within one year", "j E – ")
OVER_NEW_YEAR = pgettext_lazy("date format, first day of a period over New Year", "j M Y – ")

# Django's Belarusian months are not in the official orthography and know one form alone; ours come first.
MONTHS = [
    pgettext_lazy("alt. month", "January"),
    pgettext_lazy("alt. month", "February"),
    pgettext_lazy("alt. month", "March"),
    pgettext_lazy("alt. month", "April"),
    pgettext_lazy("alt. month", "May"),
    pgettext_lazy("alt. month", "June"),
    pgettext_lazy("alt. month", "July"),
    pgettext_lazy("alt. month", "August"),
    pgettext_lazy("alt. month", "September"),
    pgettext_lazy("alt. month", "October"),
    pgettext_lazy("alt. month", "November"),
    pgettext_lazy("alt. month", "December"),
]

# A month that stands alone has a form of its own there, too.
MONTHS_ALONE = [
    gettext_lazy("January"),
    gettext_lazy("February"),
    gettext_lazy("March"),
    gettext_lazy("April"),
    gettext_lazy("May"),
    gettext_lazy("June"),
    gettext_lazy("July"),
    gettext_lazy("August"),
    gettext_lazy("September"),
    gettext_lazy("October"),
    gettext_lazy("November"),
    gettext_lazy("December"),
]


def is_in_every_time_zone(moment: datetime) -> bool:
    """Return whether the moment can be told everywhere: somewhere it may be the year 0 or 10000."""
    return MINYEAR < moment.year < MAXYEAR


def day(moment: date | datetime) -> str:
    """`7 June 2026`, in the site's time zone."""
    if isinstance(moment, datetime) and is_aware(moment):
        moment = localtime(moment)
    return date_format(moment, str(DAY))


def period(first: date, last: date) -> str:
    """`1–7 June 2026`, `29 June – 5 July 2026`, `28 Dec 2020 – 3 Jan 2021`."""
    return _period(first, last, get_language())


@lru_cache(maxsize=1024)
def _period(first: date, last: date, language: str | None) -> str:
    """A page says the same few dozens, and each takes a number of translations."""
    if first == last:
        return day(last)
    if first.year != last.year:
        return date_format(first, str(OVER_NEW_YEAR)) + date_format(last, str(SHORT_DAY))
    opening = IN_ONE_MONTH if first.month == last.month else IN_ONE_YEAR
    return date_format(first, str(opening)) + day(last)
