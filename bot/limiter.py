"""Telegram's limits, shared by all processes through Redis; without Redis a slow pace of one's own."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.conf import settings

logger = logging.getLogger(__name__)

# Of one chat: seconds between two messages, and how many may come at once. A private chat bears short bursts;
# groups, and by hearsay channels, bear 20 in any minute: 5 at once and 15 behind them.
CHAT_PACE = {"private": (1.0, 3), "group": (4.0, 5), "channel": (4.0, 5)}
# Who has to wait longer than this many seconds is told so instead: long waits are rows.
PATIENCE = 5.0
# Each process alone, while Redis is away.
LONELY_INTERVAL = 1.0
FORGET_AFTER_MS = 60_000

# Takes a turn in every bucket, or in none and tells how many milliseconds to wait.
# KEYS: pause, then one per bucket. ARGV: per bucket its interval and leeway in ms; at last their lifetime.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local wait = tonumber(redis.call('PTTL', KEYS[1]))
for i = 2, #KEYS do
    local free = tonumber(redis.call('GET', KEYS[i]) or 0)
    wait = math.max(wait, free - ARGV[2 * i - 2] - now)
end
if wait > 0 then return math.ceil(wait) end
for i = 2, #KEYS do
    local free = math.max(now, tonumber(redis.call('GET', KEYS[i]) or 0))
    redis.call('SET', KEYS[i], string.format('%.3f', free + ARGV[2 * i - 3]), 'PX', ARGV[#ARGV])
end
return 0
"""

# A shorter pause never cuts a longer one.
PROLONG = """
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], 1, 'PX', ARGV[1]) end
"""


class Limiter:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._take = redis.register_script(TAKE)
        self._prolong = redis.register_script(PROLONG)
        self._prefix = f"briefs:{settings.BOT_TOKEN.partition(':')[0]}"

    async def turn(self, chat_id: int, kind: str) -> float:
        """0 when a message may go to this chat now, and is counted; else after how many seconds to ask."""
        buckets = {
            f"{self._prefix}:all": (1 / settings.RATE, 1),
            f"{self._prefix}:{chat_id}": CHAT_PACE[kind],
        }
        while 0 < (wait := await self._ask(buckets)) <= PATIENCE:
            await asyncio.sleep(wait)
        return wait

    async def pause(self, seconds: float) -> None:
        """Telegram said 429: no process sends before the time."""
        try:
            await self._prolong(keys=[f"{self._prefix}:pause"], args=[int(seconds * 1000) + 1])
        except RedisError:
            logger.warning("Redis is away; only this process knows that Telegram asked for silence.")

    async def _ask(self, buckets: dict[str, tuple[float, int]]) -> float:
        keys = [f"{self._prefix}:pause", *buckets]
        pace = [
            round(ms * 1000, 3)
            for seconds, burst in buckets.values()
            for ms in (seconds, seconds * (burst - 1))
        ]
        try:
            return await self._take(keys=keys, args=[*pace, FORGET_AFTER_MS]) / 1000
        except RedisError:
            logger.warning("Redis is away; sending slowly.")
            await asyncio.sleep(LONELY_INTERVAL)
            return 0.0


@asynccontextmanager
async def open_limiter() -> AsyncIterator[Limiter]:
    """For one event loop."""
    async with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2) as redis:
        yield Limiter(redis)
