"""Whether tasks are consumed: the tick leaves a mark in Redis, whose age a health check reads."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from redis import Redis
from redis.exceptions import RedisError

from briefs_bot import bots
from briefs_bot.telegram import redis_address

logger = logging.getLogger(__name__)

KEPT = timedelta(days=7)


def record_tick() -> None:
    """A worker runs the tick at this moment."""
    try:
        with _redis() as redis:
            redis.set(_key(), 1, px=KEPT)
    except RedisError:
        logger.warning("Redis is away; nobody learns that tasks are consumed.")


def seconds_since_tick() -> float | None:
    """Return the age of the last tick by the clock of Redis; None without one. Raise a RedisError."""
    with _redis() as redis:
        left = redis.pttl(_key())
    return KEPT.total_seconds() - left / 1000 if left >= 0 else None


@contextmanager
def _redis() -> Iterator[Redis]:
    with Redis.from_url(**redis_address.read(), socket_connect_timeout=1, socket_timeout=2) as redis:
        yield redis


def _key() -> str:
    """Sites that share a Redis have different bots."""
    number = min(map(bots.number, bots.tokens().values()), default=0)
    return f"{{briefs:{number}}}:tick"
