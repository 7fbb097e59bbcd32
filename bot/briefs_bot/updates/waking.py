"""Lets a web process that stored an update wake `run_bot` by Redis, so that the answer leaves at once.

Nothing depends on it: `run_bot` looks for updates every second by itself.
"""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from briefs_bot.telegram import limiter, redis_address
from briefs_bot.updates.backoff import Backoff

logger = logging.getLogger(__name__)

# Seconds that Telegram may have to wait for the answer of a Redis that hangs.
TIMEOUT = 0.2


def wake(bot: int) -> None:
    """Say that there are updates for the bot."""
    try:
        _redis().publish(_channel(bot), "updates")
    except RedisError as error:
        logger.warning("redis_unavailable effect=slow_answer bot=%s error=%r", bot, type(error).__name__)


async def listen(bot: int, wake: Callable[[], None]) -> None:
    """Call `wake`, for ever, whenever somebody says that there are updates."""
    redis_away = Backoff("redis")
    async with AsyncRedis.from_url(**redis_address.read(), socket_connect_timeout=1) as redis:
        while True:
            try:
                async with redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(_channel(bot))
                    redis_away.over()
                    async for _message in channel.listen():
                        wake()
            except RedisError as error:
                await redis_away.wait(error)


@cache
def _redis() -> Redis:
    quick: dict[str, Any] = {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT}
    return Redis.from_url(**redis_address.read(), **quick, retry=Retry(NoBackoff(), 0))


def _channel(bot: int) -> str:
    return limiter.key(bot, "updates")
