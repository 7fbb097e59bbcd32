"""A diagnosis: the result of one examination of this installation, and what to do about it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _
from redis.exceptions import RedisError


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Diagnosis:
    """An examination: its subject, state and finding, and what to do; `name` is the same in each language."""

    name: str
    level: Level
    found: str
    advice: str = ""


Examination = Callable[[], Iterable[Diagnosis]]


def ok(name: str, found: str) -> Diagnosis:
    return Diagnosis(name, Level.OK, found)


def warning(name: str, found: str, advice: str) -> Diagnosis:
    return Diagnosis(name, Level.WARNING, found, advice)


def error(name: str, found: str, advice: str) -> Diagnosis:
    return Diagnosis(name, Level.ERROR, found, advice)


def is_healthy(found: Iterable[Diagnosis]) -> bool:
    return not any(each.level is Level.ERROR for each in found)


def examine(examinations: Iterable[Examination]) -> list[Diagnosis]:
    """Return all diagnoses. Where the database or Redis is away, that is one of them, and told once."""
    found = [diagnosis for each in examinations for diagnosis in _examined(each)]
    return list(dict.fromkeys(found))


def _examined(examination: Examination) -> Iterator[Diagnosis]:
    try:
        yield from examination()
    except (DatabaseError, InterfaceError) as away:
        found = _("The database does not answer: %(error)s.") % {"error": _shown(away)}
        advice = _("Start it, and look at DATABASES; where a table is missing, run “manage.py migrate”.")
        yield error("database", found, advice)
    except RedisError as away:
        found = _("Redis does not answer: %(error)s.") % {"error": _shown(away)}
        advice = _("Start it, and look at BRIEFS_TELEGRAM_REDIS_URL. Until then messages go out slowly.")
        yield error("redis", found, advice)


def _shown(away: Exception) -> str:
    """Return the kind of error alone: its text may have an address with a password."""
    return type(away).__name__
