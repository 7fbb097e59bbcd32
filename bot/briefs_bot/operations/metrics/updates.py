"""Metrics of updates: how many wait, how long, and how long people waited for their answers."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import quantiles
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone

from briefs_bot import bots
from briefs_bot.models import IncomingUpdate
from briefs_bot.operations.metrics.families import Family, gauge

# The answers that are looked at: those of the last minutes, and not more than so many of each bot.
RECENT = timedelta(minutes=10)
MOST = 1000
PERCENTILES = (50, 95)


def families() -> Iterator[Family]:
    """Two queries for each bot, of few rows: an update that is handled is never counted."""
    numbers = [bot.number for bot in bots.configured()]
    waiting = {number: _waiting(number) for number in numbers}
    yield gauge(
        "briefs_updates_waiting",
        "Updates that are not answered yet.",
        "bot",
        rows=((number, found["count"]) for number, found in waiting.items()),
    )
    yield gauge(
        "briefs_updates_age_seconds",
        "How long the oldest update waits.",
        "bot",
        rows=((number, _age(found["oldest"])) for number, found in waiting.items()),
    )
    answered = {number: _seconds(number) for number in numbers}
    yield gauge(
        "briefs_updates_handled",
        f"Updates answered in {RECENT.seconds // 60} minutes, at most {MOST}.",
        "bot",
        rows=((number, len(seconds)) for number, seconds in answered.items()),
    )
    yield gauge(
        "briefs_answer_seconds",
        "From the arrival of an update to its answer, of those in briefs_updates_handled.",
        "bot",
        "percentile",
        rows=(row for number, seconds in answered.items() for row in _percentiles(number, seconds)),
    )


def _waiting(bot: int) -> dict[str, Any]:
    mine = IncomingUpdate.objects.unhandled().filter(bot=bot).order_by()
    return mine.aggregate(count=Count("pk"), oldest=Min("received_at"))


def _seconds(bot: int) -> list[float]:
    newest = IncomingUpdate.objects.filter(bot=bot, handled_at__gt=timezone.now() - RECENT)
    rows = newest.order_by("-handled_at").values_list("received_at", "handled_at")[:MOST]
    return [(handled - received).total_seconds() for received, handled in rows if handled]


def _percentiles(bot: int, seconds: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    if seconds:
        cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else list(seconds) * 99
        yield from ((bot, percent, cuts[percent - 1]) for percent in PERCENTILES)


def _age(oldest: Any) -> float:
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
