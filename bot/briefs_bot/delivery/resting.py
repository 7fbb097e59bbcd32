"""Lets broadcasts rest in which a long look found nothing to send, as every chat waits for an older one.

Among a million chats it takes PostgreSQL more than a second, which each tick would spend for each broadcast.
"""

import logging
from collections.abc import Sequence

from redis.exceptions import RedisError

from briefs_bot.models import Broadcast
from briefs_bot.telegram import limiter
from briefs_bot.telegram.quick_redis import open_redis

logger = logging.getLogger(__name__)

# Seconds from which on a look is long; how many times as long the tick leaves the broadcast alone; at most.
LONG = 0.5
TIMES = 60
LONGEST = 60.0


def note(broadcast: Broadcast, seconds: float) -> None:
    """Let the broadcast rest where a look of so many seconds was long. Whoever has to send it looks still."""
    if seconds < LONG:
        return
    rest = min(seconds * TIMES, LONGEST)
    try:
        with open_redis() as redis:
            redis.set(_key(broadcast.bot, broadcast.pk), 1, px=int(rest * 1000))
    except RedisError:
        logger.warning("redis_unavailable effect=broadcast_does_not_rest broadcast=%s", broadcast.pk)


def awake(broadcasts: Sequence[tuple[int, int]]) -> list[int]:
    """Return the ids of those that do not rest; each is given by its bot's number and its id."""
    if not broadcasts:
        return []
    try:
        with open_redis() as redis:
            resting = [redis.exists(_key(bot, pk)) for bot, pk in broadcasts]
    except RedisError:
        return [pk for _bot, pk in broadcasts]
    return [pk for (_bot, pk), rests in zip(broadcasts, resting, strict=True) if not rests]


def _key(bot: int | None, pk: int) -> str:
    return limiter.key(bot or 0, f"rests:{pk}")
