"""A health check: the tick writes a key to Redis, whose age tells whether tasks are consumed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from briefs_bot import bots
from briefs_bot.telegram import limiter, redis_address

logger = logging.getLogger(__name__)

KEPT = timedelta(days=7)


def record_tick() -> None:
    """Record that a worker runs the tick now."""
    try:
        with _redis() as redis:
            redis.set(_key(), 1, px=KEPT)
    except RedisError:
        logger.warning("redis_unavailable effect=tick_not_recorded")


def seconds_since_tick() -> float | None:
    """Return the age of the last tick by the clock of Redis; None without one. Raise a RedisError."""
    with _redis() as redis:
        left = redis.pttl(_key())
    return KEPT.total_seconds() - left / 1000 if left >= 0 else None


def why_held(bot: int) -> str:
    """Return the cause for which a bot's broadcasts are held, as "token"; empty where they are not.

    Raise a RedisError.
    """
    with _redis() as redis:
        cause: Any = redis.get(limiter.key(bot, "tripped"))
    return cause.decode() if cause else ""


@contextmanager
def _redis() -> Iterator[Redis]:
    # Tried once: the library would try for minutes, and the tick comes again in seconds.
    quick: dict[str, Any] = {"socket_connect_timeout": 1, "socket_timeout": 2, "retry": Retry(NoBackoff(), 0)}
    with Redis.from_url(**redis_address.read(), **quick) as redis:
        yield redis


def _key() -> str:
    """Return the Redis key of the tick; it has a bot's number, as several sites may share a Redis."""
    number = min(map(bots.number, bots.tokens().values()), default=0)
    return f"{{briefs:{number}}}:tick"
