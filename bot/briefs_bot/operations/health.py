"""A health check: the tick writes a key to Redis, whose age tells whether tasks are consumed."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from redis.exceptions import RedisError

from briefs_bot import bots
from briefs_bot.telegram import limiter
from briefs_bot.telegram.quick_redis import open_redis

logger = logging.getLogger(__name__)

KEPT = timedelta(days=7)


def record_tick() -> None:
    """Record that a worker runs the tick now."""
    try:
        with open_redis() as redis:
            redis.set(_key(), 1, px=KEPT)
    except RedisError:
        logger.warning("redis_unavailable effect=tick_not_recorded")


def seconds_since_tick() -> float | None:
    """Return the age of the last tick by the clock of Redis; None without one. Raise a RedisError."""
    with open_redis() as redis:
        left = redis.pttl(_key())
    return KEPT.total_seconds() - left / 1000 if left >= 0 else None


def why_held(bot: int) -> str:
    """Return the cause for which a bot's broadcasts are held, as "token"; empty where they are not.

    Raise a RedisError.
    """
    with open_redis() as redis:
        cause: Any = redis.get(limiter.key(bot, "tripped"))
    return cause.decode() if cause else ""


def hold(bot: int) -> str:
    """Return why the broadcasts of a bot wait for Telegram, in one word; empty where they do not.

    Raise a RedisError.
    """
    found = waits(bot)
    return found.cause or ("429" if found.seconds else "")


@dataclass(frozen=True)
class Waits:
    """Why a bot is held, for how many seconds at least, and how many 429s it got."""

    cause: str
    seconds: float
    refusals: int


def waits(bot: int) -> Waits:
    """Return what the broadcasts of a bot wait for; the 429s since Redis was emptied. Raise a RedisError."""
    cause = why_held(bot)
    with open_redis() as redis:
        left = [redis.pttl(limiter.key(bot, name)) for name in ("pause", "hold")]
        refusals: Any = redis.get(limiter.key(bot, "429s"))
    return Waits(cause, max(0, *left) / 1000, int(refusals or 0))


@dataclass(frozen=True)
class AboutRedis:
    """Redis's description of itself, and the seconds since 1970 by its clock."""

    info: dict[str, Any]
    seconds: float


def about_redis() -> AboutRedis:
    """Ask Redis about itself. Raise a RedisError."""
    with open_redis() as redis:
        moment: Any = redis.time()
        info: Any = redis.info()
    return AboutRedis(info, moment[0] + moment[1] / 1_000_000)


def ping() -> None:
    """Raise a RedisError where Redis does not answer."""
    with open_redis() as redis:
        redis.ping()


def _key() -> str:
    """Return the Redis key of the tick; it has a bot's number, as several sites may share a Redis."""
    number = min(map(bots.number, bots.tokens().values()), default=0)
    return f"{{briefs:{number}}}:tick"
