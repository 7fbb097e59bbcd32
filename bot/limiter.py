"""Telegram's limits, shared by all processes through Redis; without Redis a slow pace of one's own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import Enum
from importlib.resources import files
from time import monotonic

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.conf import settings

logger = logging.getLogger(__name__)

# What Telegram sells at most.
PAID_CEILING = 1000.0
# Of one chat: seconds between two messages, and how many may come at once. A private chat bears short bursts;
# groups, and by hearsay channels, bear 20 in any minute: 5 at once and 15 behind them.
CHAT_PACE = {"private": (1.0, 3), "group": (4.0, 5), "channel": (4.0, 5)}
# Who has to wait longer than this many seconds is told so instead: long waits are rows.
PATIENCE = 5.0
# Each process alone, while Redis is away: one message a second.
LONELY_INTERVAL = 1.0
# How far a lane may run ahead of the even pace, in seconds: it makes up for waking late, and for claiming.
LEEWAY = 0.05
# Without a probe for so many seconds, Telegram is taken to be well again.
SICK_FOR = 3600
# Telegram's own ceiling lies this much above ours by default; people's answers may use it.
SPARE = 2


def ceiling() -> float:
    """Messages per second to all chats together."""
    return PAID_CEILING if settings.PAID_BROADCAST else settings.RATE


class Lane(Enum):
    """Answers to people go first; broadcasts and edits give way."""

    PEOPLE = "people"
    BROADCAST = "broadcast"


class Limiter:
    def __init__(self, redis: Redis, bot: int) -> None:
        self._redis = redis
        scripts = files("bot") / "lua"
        self._take = redis.register_script((scripts / "take.lua").read_text())
        self._flood = redis.register_script((scripts / "flood.lua").read_text())
        # In braces, so that a Redis cluster keeps the keys together.
        self._prefix = f"{{briefs:{bot}}}"
        self._lonely_free = 0.0

    async def turn(self, chat_id: int, kind: str, lane: Lane = Lane.PEOPLE) -> float:
        """0 when a message may go to this chat now, and is counted; else after how many seconds to ask."""
        until = monotonic() + PATIENCE
        while (wait := (await self.turns([(chat_id, kind)], lane))[0]) and monotonic() + wait <= until:
            await asyncio.sleep(wait)
        return wait

    async def turns(self, chats: Sequence[tuple[int, str]], lane: Lane = Lane.BROADCAST) -> list[float]:
        """For each chat 0 when its message may go now, and is counted; else the seconds to wait. One call."""
        keys = [f"{self._prefix}:{name}" for name in ("pause", "rate", "all", "people")]
        paces: list[float | int] = []
        for chat_id, kind in chats:
            keys.append(f"{self._prefix}:{chat_id}")
            interval, burst = CHAT_PACE[kind]
            paces += [round(interval * 1000), round(interval * (burst - 1) * 1000)]
        spare = SPARE if lane is Lane.PEOPLE else 0
        ahead = 1000 * (LEEWAY + spare / ceiling())
        try:
            waits = await self._take(keys=keys, args=[ceiling(), ahead, lane.value, *paces])
        except RedisError:
            return await self._alone(len(chats))
        return [wait / 1000 for wait in waits]

    async def flood(self, seconds: float) -> None:
        """Telegram said 429: no process sends before the time, and the ceiling is halved for a while."""
        self._lonely_free = monotonic() + seconds
        try:
            keys = [f"{self._prefix}:pause", f"{self._prefix}:rate"]
            await self._flood(keys=keys, args=[ceiling(), round(seconds * 1000) + 1])
        except RedisError:
            logger.warning("Redis is away; only this process knows that Telegram asked for silence.")

    async def is_sick(self) -> bool:
        """Whether Telegram ailed when somebody last looked."""
        try:
            return bool(await self._redis.exists(f"{self._prefix}:sick"))
        except RedisError:
            return False

    async def fall_sick(self, seconds: float) -> None:
        """Telegram ails: no process sends for a while, and the first one after it probes."""
        try:
            await self._redis.set(f"{self._prefix}:sick", 1, ex=SICK_FOR)
            await self._redis.set(f"{self._prefix}:pause", 1, px=round(seconds * 1000), nx=True)
        except RedisError:
            self._lonely_free = monotonic() + seconds

    async def recover(self) -> None:
        try:
            await self._redis.delete(f"{self._prefix}:sick")
        except RedisError:
            logger.warning("Redis is away; nobody else learns that Telegram is well again.")

    async def _alone(self, wanted: int) -> list[float]:
        wait = self._lonely_free - monotonic()
        if wait > 0:
            return [wait] * wanted
        logger.warning("Redis is away; sending slowly.")
        self._lonely_free = monotonic() + LONELY_INTERVAL
        return [0.0] + [LONELY_INTERVAL] * (wanted - 1)


@asynccontextmanager
async def open_limiter(bot: int) -> AsyncIterator[Limiter]:
    """For the bot of this number, and one event loop."""
    async with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2) as redis:
        yield Limiter(redis, bot)
