"""Metrics from Redis: the age of the last tick, and what Telegram makes the bots wait for."""

from collections.abc import Iterator

from briefs_bot import bots
from briefs_bot.operations import health
from briefs_bot.operations.metrics.families import Family, counter, gauge


def families() -> Iterator[Family]:
    seconds = health.seconds_since_tick()
    # Without a tick there is no such line: alert on `absent`, too.
    rows = [] if seconds is None else [(seconds,)]
    yield gauge(
        "briefs_tick_age_seconds", "Seconds since a worker took beat's task, or send_due ran.", rows=rows
    )
    numbers = sorted({bots.number(token) for token in bots.tokens().values()})
    waits = {number: health.waits(number) for number in numbers}
    yield gauge(
        "briefs_tripped",
        "1 where broadcasts are held, as Telegram did not answer or refused the token.",
        "bot",
        rows=((number, int(bool(found.cause))) for number, found in waits.items()),
    )
    yield gauge(
        "briefs_pause_seconds",
        "How long broadcasts still wait for Telegram.",
        "bot",
        rows=((number, found.seconds) for number, found in waits.items()),
    )
    yield counter(
        "briefs_telegram_429",
        "Calls that Telegram refused with 429.",
        "bot",
        rows=((number, found.refusals) for number, found in waits.items()),
    )
