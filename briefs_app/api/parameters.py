"""Query parameters: read strictly, refused by naming what is allowed, described for OpenAPI."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.api.v2.utils import BadRequestError

from briefs_app.search import limits

# Longer values and longer lists are refused before anything looks at them.
LONGEST = 1000
MOST = limits.MOST_VALUES
# What every database, and every time zone, can hold.
BIGGEST = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1000, 9000

Schema = dict[str, Any]


def refuse(value: str, allowed: str) -> BadRequestError:
    """Return the error to raise; the caller who knows the parameter puts its name in front."""
    shown = value if len(value) <= 60 else value[:60] + "…"
    return BadRequestError(f"'{shown}' is not allowed; {allowed}")


@dataclass(frozen=True)
class Text:
    longest: int = LONGEST

    @property
    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.longest}

    def read(self, text: str) -> str:
        if len(text) > self.longest:
            raise refuse(text, f"give no more than {self.longest} characters")
        return text


@dataclass(frozen=True)
class Flag:
    schema: Schema = field(
        default_factory=lambda: {"type": "string", "enum": ["true", "false", "1", "0"]},
    )

    def read(self, text: str) -> bool:
        if text not in self.schema["enum"]:
            raise refuse(text, "choose true or false")
        return text in ("true", "1")


@dataclass(frozen=True)
class Number:
    least: int = 0
    most: int = BIGGEST

    @property
    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def read(self, text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 20 and self.least <= int(text) <= self.most:
            return int(text)
        raise refuse(text, f"give a whole number from {self.least} to {self.most}")


@dataclass(frozen=True)
class Day:
    schema: Schema = field(default_factory=lambda: {"type": "string", "format": "date"})

    def read(self, text: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        # Python reads 20260601 and 2026-W23-1 as well.
        if day and day.isoformat() == text and FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
        raise refuse(text, "give a day such as 2026-06-01")


@dataclass(frozen=True)
class Moment:
    """Read as its first and last instant, which differ where only a day is given."""

    schema: Schema = field(
        default_factory=lambda: {
            "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
        }
    )

    def read(self, text: str) -> tuple[datetime, datetime]:
        if len(text) == 10:
            return _whole_day(Day().read(text))
        try:
            # In an address, a plus sign stands for a space.
            moment = datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError as error:
            raise refuse(text, MOMENTS) from error
        if "T" not in text.upper() or not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise refuse(text, MOMENTS)
        moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        # PostgreSQL takes no offset of sixteen hours or more.
        moment = moment.astimezone(UTC)
        return moment, moment


MOMENTS = "give a day such as 2026-06-01, or a moment such as 2026-06-01T12:00:00Z"


@dataclass(frozen=True)
class Choices:
    """Several at once, divided by commas. `among` maps what may be said to what is meant."""

    among: Callable[[], Mapping[str, Any]]
    # What OpenAPI says of one value; the rest is known only to the database.
    item: Schema = field(default_factory=lambda: {"type": "string"})
    most: int = MOST

    @property
    def schema(self) -> Schema:
        return {"type": "array", "items": self.item, "minItems": 1, "maxItems": self.most}

    def read(self, text: str) -> dict[str, Any]:
        """Return each value that was given, with its meaning."""
        said = list(dict.fromkeys(text.split(",")))
        if len(said) > self.most:
            raise BadRequestError(f"more than {self.most} values are not allowed")
        among = self.among()
        for value in said:
            if value not in among:
                raise refuse(value, f"choose from {_some(among)}")
        return {value: among[value] for value in said}


@dataclass(frozen=True)
class Years:
    """Several at once, divided by commas."""

    most: int = MOST

    @property
    def schema(self) -> Schema:
        year = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
        return {"type": "array", "items": year, "minItems": 1, "maxItems": self.most}

    def read(self, text: str) -> dict[str, int]:
        said = list(dict.fromkeys(text.split(",")))
        if len(said) > self.most:
            raise BadRequestError(f"more than {self.most} values are not allowed")
        return {value: Number(FIRST_YEAR, LAST_YEAR).read(value) for value in said}


@dataclass(frozen=True)
class Place:
    """A page by its number, or the root of the site."""

    schema: Schema = field(
        default_factory=lambda: {
            "anyOf": [{"type": "string", "const": "root"}, {"type": "integer", "minimum": 0}]
        }
    )

    def read(self, text: str) -> str | int:
        return text if text == "root" else Number().read(text)


@dataclass(frozen=True)
class Parameter:
    name: str
    kind: Any
    about: str

    def read(self, query: Any) -> Any:
        """`query` has this parameter. Said several times, a list goes on."""
        try:
            return self.kind.read(",".join(query.getlist(self.name)))
        except BadRequestError as error:
            raise BadRequestError(f"{self.name}: {error}") from error


def check_sizes(query: Any) -> None:
    """Refuse null characters, which no database takes, and texts that are too long."""
    try:
        limits.check(query)
    except limits.TooMuch as error:
        raise BadRequestError(str(error)) from error
    for name, values in query.lists():
        if any("\x00" in text for text in (name, *values)):
            raise BadRequestError("null characters are not allowed")
        if sum(map(len, values)) > LONGEST:
            raise BadRequestError(f"{name[:60]}: more than {LONGEST} characters are not allowed")


def _whole_day(day: date) -> tuple[datetime, datetime]:
    first = timezone.make_aware(datetime.combine(day, time.min))
    following = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return first, (following.astimezone(UTC) - timedelta(microseconds=1))


def _some(names: Mapping[str, Any]) -> str:
    shown = ", ".join(list(names)[:MOST])
    return shown if len(names) <= MOST else f"{shown} and {len(names) - MOST} more"
