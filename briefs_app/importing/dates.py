"""Parse the dates and periods of old pages in English, Russian and Belarusian."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time

MONTH_NAMES = (
    "january jan январь января студзень студзеня",
    "february feb февраль февраля люты лютага",
    "march mar март марта сакавік сакавіка",
    "april apr апрель апреля красавік красавіка",
    "may май мая травень траўня",
    "june jun июнь июня чэрвень чэрвеня",
    "july jul июль июля ліпень ліпеня",
    "august aug август августа жнівень жніўня",
    "september sept sep сентябрь сентября верасень верасня",
    "october oct октябрь октября кастрычнік кастрычніка",
    "november nov ноябрь ноября лістапад лістапада",
    "december dec декабрь декабря снежань снежня",
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, start=1) for name in names.split()}

WEEKDAYS = (
    "monday mon tuesday tues tue wednesday wed thursday thurs thur thu friday fri saturday sat sunday sun",
    "понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс",
    "панядзелак аўторак серада чацвер пятніца субота нядзеля",
)
WEEKDAY = re.compile(rf"(?:{'|'.join(' '.join(WEEKDAYS).split())})\b\.?,?\s*", re.IGNORECASE)

MONTH = r"(?P<{}>[^\W\d_]{{3,12}})\.?"
DAY = r"(?P<{}>[0-9]{{1,2}})(?:st|nd|rd|th)?"
YEAR_NUMBER = r"(?P<{}>(?:19|20)[0-9]{{2}}),?(?:\s*(?:г\.?|год|года))?"
YEAR = r"(?:,?\s+" + YEAR_NUMBER.format("year") + ")?"
ISO = r"(?P<year3>(?:19|20)[0-9]{2})[-./](?P<month3>[0-9]{2})[-./](?P<day3>[0-9]{2})"
# With dots the day comes first everywhere; with slashes the order differs by country.
DOTTED = r"(?P<day4>[0-9]{1,2})\.(?P<month4>[0-9]{1,2})(?:\." + YEAR_NUMBER.format("year4") + ")?"
MONTH_FIRST = MONTH.format("month1") + r"\s+" + DAY.format("day1")
DAY_FIRST = DAY.format("day2") + r"(?:\s+" + MONTH.format("month2") + ")?"
PART = re.compile(f"{ISO}|{DOTTED}|(?:{MONTH_FIRST}|{DAY_FIRST}){YEAR}", re.IGNORECASE)
TIME = re.compile(
    r"(?<![\s,–—-])[\s,–—-]+(?:(?:at|в|у|а)\s+)?([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?(?:\s*([ap])\.?m\.?)?$",
    re.IGNORECASE,
)
ISO_START = re.compile(r"[0-9]{4}-")
ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}\S*")
# Numbers only, whose order or century is not known.
AMBIGUOUS = re.compile(
    r"(?:[0-9]{1,2}[/-][0-9]{1,2}[/-](?:19|20)[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2})"
    r"(?:[\s,–—-]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s*[ap]\.?m\.?)?)?",
    re.IGNORECASE,
)
# A quick check first, as nearly every line is prose.
ANY_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
DASH = re.compile(r"\s*[-‐‑‒–—―−]\s*")
MAX_LINE = 80
MAX_PERIOD_DAYS = 366
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Part:
    """One side of a period, or a whole date; a part that is missing in the text is None."""

    year: int | None
    month: int | None
    day: int

    def as_date(self) -> date | None:
        return date(self.year, self.month, self.day) if self.year and self.month else None


def parse_moment(line: str) -> datetime | None:
    """Return the date and time of a line, None if it is not a date; ValueError for an impossible date."""
    if not _may_hold_a_date(line):
        return None
    if ISO_MOMENT.fullmatch(line):
        return datetime.fromisoformat(line)
    weekday = WEEKDAY.match(line)
    line = line[weekday.end() :] if weekday else line
    clock = TIME.search(line)
    part = _part(line[: clock.start()] if clock else line)
    day = part.as_date() if part else None
    return datetime.combine(day, _time(clock)) if day else None


def is_ambiguous(line: str) -> bool:
    """Return whether a line is a date that can be read in several ways, such as 03/07/2016."""
    return len(line) <= MAX_LINE and AMBIGUOUS.fullmatch(line) is not None


def _time(clock: re.Match[str] | None) -> time:
    if not clock:
        return time.min
    hour, minute, half = int(clock[1]), int(clock[2]), (clock[3] or "").lower()
    # 12 am is 0:00 and 12 pm is 12:00.
    return time(hour % 12 + 12 * (half == "p") if half and hour <= 12 else hour, minute)


def parse_timestamp(text: str) -> datetime:
    """Return the moment of a field that must be a date; ValueError, with advice, if it is not."""
    try:
        found = _parse_timestamp(text.strip())
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise ValueError(f"“{text[:MAX_LINE]}” is no date: write it as 2016-03-07 09:30")
    return found


def _parse_timestamp(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if ISO_START.match(text) else parse_moment(text)
    except ValueError:
        # The hour may have one digit, which fromisoformat() refuses.
        return parse_moment(text)


def parse_period(line: str) -> tuple[date, date] | None:
    """Return first and last day, None if the line is not a period; ValueError for an impossible period."""
    sides = DASH.split(line) if _may_hold_a_date(line) else []
    if len(sides) != 2:
        return None
    left, right = map(_part, sides)
    if left is None or right is None:
        return None
    start, end = _completed(left, right)
    first, last = start.as_date(), end.as_date()
    if first is None or last is None:
        return None
    if not 0 <= (last - first).days <= MAX_PERIOD_DAYS:
        raise ValueError("no such period")
    return first, last


def _may_hold_a_date(line: str) -> bool:
    return len(line) <= MAX_LINE and ANY_YEAR.search(line) is not None


def _part(text: str) -> Part | None:
    found = PART.fullmatch(text.strip())
    if not found:
        return None
    if found["day3"]:
        return Part(int(found["year3"]), int(found["month3"]), int(found["day3"]))
    if found["day4"]:
        return Part(int(found["year4"]) if found["year4"] else None, int(found["month4"]), int(found["day4"]))
    name = found["month1"] or found["month2"]
    if name and name.casefold() not in MONTHS:
        return None
    year = int(found["year"]) if found["year"] else None
    return Part(year, MONTHS[name.casefold()] if name else None, int(found["day1"] or found["day2"]))


def _completed(start: Part, end: Part) -> tuple[Part, Part]:
    """Return both sides with month and year filled in from each other, also across New Year."""
    start = replace(start, month=start.month or end.month)
    end = replace(end, month=end.month or start.month)
    years = int((start.month or 0) > (end.month or 0))
    start = replace(start, year=start.year or (end.year and end.year - years))
    return start, replace(end, year=end.year or (start.year and start.year + years))
