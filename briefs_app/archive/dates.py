"""Reads the dates and periods of old pages, in English, Russian and Belarusian."""

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

MONTH = r"(?P<{}>[^\W\d_]{{3,12}})\.?"
DAY = r"(?P<{}>[0-9]{{1,2}})(?:st|nd|rd|th)?"
YEAR = r"(?:,?\s+(?P<year>(?:19|20)[0-9]{2}),?(?:\s*(?:г\.?|год|года))?)?"
ISO = r"(?P<year3>(?:19|20)[0-9]{2})-(?P<month3>[0-9]{2})-(?P<day3>[0-9]{2})"
MONTH_FIRST = MONTH.format("month1") + r"\s+" + DAY.format("day1")
DAY_FIRST = DAY.format("day2") + r"(?:\s+" + MONTH.format("month2") + ")?"
PART = re.compile(f"{ISO}|(?:{MONTH_FIRST}|{DAY_FIRST}){YEAR}", re.IGNORECASE)
TIME = re.compile(
    r"(?<![\s,–—-])[\s,–—-]+(?:(?:at|в|у|а)\s+)?([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?$", re.IGNORECASE
)
# A quick look, as nearly every line is prose.
ANY_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
DASH = re.compile(r"\s*[-‐‑‒–—―−]\s*")
# With dots the day comes first, everywhere; with slashes nobody knows.
DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:,? +([0-9]{1,2}):([0-9]{2}))?")
LONGEST_LINE = 80
LONGEST_PERIOD = 366
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Part:
    """One side of a period, or a whole date; what the line leaves out is None."""

    year: int | None
    month: int | None
    day: int

    def as_date(self) -> date | None:
        return date(self.year, self.month, self.day) if self.year and self.month else None


def moment(line: str) -> datetime | None:
    """None when the line is no date; ValueError when it names a day or an hour that never was."""
    if not _may_be_dated(line):
        return None
    clock = TIME.search(line)
    part = _part(line[: clock.start()] if clock else line)
    day = part.as_date() if part else None
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    return datetime.combine(day, time(hour, minute)) if day else None


def stamp(text: str) -> datetime:
    """Of a field that holds a date and nothing else; ValueError, with advice, where it does not."""
    try:
        found = _stamp(text.strip())
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise ValueError(f"“{text[:LONGEST_LINE]}” is no date: write it as 2016-03-07 09:30")
    return found


def _stamp(text: str) -> datetime | None:
    if dotted := DOTTED.fullmatch(text):
        day, month, year, hour, minute = (int(part or 0) for part in dotted.groups())
        return datetime(year, month, day, hour, minute)
    return datetime.fromisoformat(text) if text[:4].isdecimal() and text[4:5] == "-" else moment(text)


def period(line: str) -> tuple[date, date] | None:
    """None when the line is no period; ValueError when it is an impossible one."""
    sides = DASH.split(line) if _may_be_dated(line) else []
    if len(sides) != 2:
        return None
    left, right = map(_part, sides)
    if left is None or right is None:
        return None
    start, end = _completed(left, right)
    first, last = start.as_date(), end.as_date()
    if first is None or last is None:
        return None
    if not 0 <= (last - first).days <= LONGEST_PERIOD:
        raise ValueError("no such period")
    return first, last


def _may_be_dated(line: str) -> bool:
    return len(line) <= LONGEST_LINE and ANY_YEAR.search(line) is not None


def _part(text: str) -> Part | None:
    found = PART.fullmatch(text.strip())
    if not found:
        return None
    if found["day3"]:
        return Part(int(found["year3"]), int(found["month3"]), int(found["day3"]))
    name = found["month1"] or found["month2"]
    if name and name.casefold() not in MONTHS:
        return None
    year = int(found["year"]) if found["year"] else None
    return Part(year, MONTHS[name.casefold()] if name else None, int(found["day1"] or found["day2"]))


def _completed(start: Part, end: Part) -> tuple[Part, Part]:
    """Each side takes over what only the other one says; a period may run across New Year."""
    start = replace(start, month=start.month or end.month)
    end = replace(end, month=end.month or start.month)
    years = int((start.month or 0) > (end.month or 0))
    start = replace(start, year=start.year or (end.year and end.year - years))
    return start, replace(end, year=end.year or (start.year and start.year + years))
