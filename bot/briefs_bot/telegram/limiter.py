"""Telegram's limits, shared by all processes through Redis; without Redis each process has its own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from time import monotonic

from redis.asyncio import Redis
from redis.exceptions import RedisError

from briefs_bot.conf import settings
from briefs_bot.telegram import redis_address
from briefs_bot.telegram.fallback import Fallback
from briefs_bot.telegram.floods import Floods
from briefs_bot.telegram.priority import Priority

logger = logging.getLogger(__name__)

# Messages per second that Telegram sells at most.
PAID_CEILING = 1000.0
# For one chat: seconds between two messages, and how many may be sent at once. A private chat allows short
# bursts, and about ten in ten seconds; groups, and reportedly channels, 20 in any minute: 5 at once and 15
# after them.
CHAT_PACE = {"private": (1.25, 3), "group": (4.0, 5), "channel": (4.0, 5)}
# Seconds that a caller waits for a turn; longer waits are returned, to be stored as rows.
MAX_WAIT = 5.0
# Seconds that a priority may run ahead of the even pace, which makes up for waking late and for claiming.
LEEWAY = 0.05
# While the whole bot may have to wait: seconds between two probes, and until the others ask again.
PROBE_EVERY = 1.0
ASK_AGAIN = 0.1
# Messages per second between our default rate and Telegram's ceiling; answers to people may use them.
SPARE = 2


def ceiling() -> float:
    """Return how many messages per second may go to all chats together."""
    return PAID_CEILING if settings.PAID_BROADCAST else settings.RATE


@dataclass
class ProcessState:
    """The state of one bot in one process, for when Redis is away."""

    floods: Floods = field(default_factory=Floods)
    fallback: Fallback = field(default_factory=Fallback)
    next_probe: float = 0.0


@cache
def process_state(bot: int) -> ProcessState:
    return ProcessState()


def key(bot: int, name: str | int) -> str:
    """Return a Redis key, with braces so that a Redis cluster keeps the keys of one bot together."""
    return f"{{briefs:{bot}}}:{name}"


class Limiter:
    def __init__(self, redis: Redis, bot: int) -> None:
        self.redis = redis
        scripts = files(__package__) / "lua"
        self._take = redis.register_script((scripts / "take.lua").read_text())
        self._flood = redis.register_script((scripts / "flood.lua").read_text())
        self.bot = bot
        self._state = process_state(bot)

    @property
    def fallback(self) -> Fallback:
        return self._state.fallback

    def key(self, name: str | int) -> str:
        return key(self.bot, name)

    async def turn(self, chat_id: int, kind: str, priority: Priority = Priority.PEOPLE) -> float:
        """Return 0, and count the message, when it may go to this chat now; else the seconds to wait."""
        until = monotonic() + MAX_WAIT
        while (wait := (await self.turns([(chat_id, kind)], priority))[0]) and monotonic() + wait <= until:
            await asyncio.sleep(wait)
        return wait

    async def turns(
        self, chats: Sequence[tuple[int, str]], priority: Priority = Priority.BROADCAST
    ) -> list[float]:
        """Return for each chat 0 when its message may go now, and count it; else the seconds to wait.

        Makes one call of Redis.
        """
        if priority is Priority.BROADCAST and self._state.floods.is_suspected:
            return await self._probe(chats)
        return await self._ask(chats, priority)

    async def _probe(self, chats: Sequence[tuple[int, str]]) -> list[float]:
        """Give one turn at a time, to the first chat that may have it."""
        waits: list[float] = []
        until_probe = self._state.next_probe - monotonic()
        if until_probe > 0:
            return [min(until_probe, ASK_AGAIN)] * len(chats)
        for chat in chats:
            waits += await self._ask([chat], Priority.BROADCAST)
            if not waits[-1]:
                self._state.next_probe = monotonic() + PROBE_EVERY
                break
        return waits + [ASK_AGAIN] * (len(chats) - len(waits))

    async def _ask(self, chats: Sequence[tuple[int, str]], priority: Priority) -> list[float]:
        unshared = [self.fallback.unshared(chat_id, priority) for chat_id, _kind in chats]
        free = [chat for chat, wait in zip(chats, unshared, strict=True) if not wait]
        if not free:
            return unshared
        try:
            waits = iter(await self._ask_redis(free, priority))
        except RedisError:
            logger.warning("redis_unavailable effect=slow_sending bot=%s", self.bot)
            return self.fallback.turns(chats, priority)
        return [wait or next(waits) for wait in unshared]

    async def _ask_redis(self, chats: Sequence[tuple[int, str]], priority: Priority) -> list[float]:
        keys = [self.key(name) for name in ("pause", "hold", "rate", "all", "people")]
        paces: list[float | int] = []
        for chat_id, kind in chats:
            keys.append(self.key(chat_id))
            paces += [round(CHAT_PACE[kind][0] * 1000), _leeway(kind)]
        spare = SPARE if priority is Priority.PEOPLE else 0
        ahead = 1000 * (LEEWAY + spare / ceiling())
        waits = await self._take(keys=keys, args=[ceiling(), ahead, priority.value, *paces])
        return [wait / 1000 for wait in waits]

    async def flood(
        self, seconds: float, *, chat_id: int, kind: str, priority: Priority, began: float | None = None
    ) -> None:
        """Record a 429: the chat waits, and all others where it was about the whole bot.

        `began` is when the call did, by the monotonic clock; calls that ran at the same time count as one.
        """
        pause = self._state.floods.add(
            chat_id, kind, priority, seconds, monotonic() if began is None else began
        )
        self.fallback.flood(chat_id, seconds, pause)
        said = "telegram_429 bot=%s kind=%s priority=%s seconds=%g everybody=%g broadcasts=%g"
        logger.warning(said, self.bot, kind, priority.value, seconds, pause.everybody, pause.broadcasts)
        keys = [self.key(name) for name in (chat_id, "pause", "hold", "rate", "429s")]
        waits = [_milliseconds(wait) for wait in (seconds, pause.everybody, pause.broadcasts)]
        try:
            await self._flood(keys=keys, args=[ceiling(), waits[0], _leeway(kind), *waits[1:]])
        except RedisError:
            self.fallback.keep(seconds)
            logger.warning("redis_unavailable effect=pause_not_shared bot=%s", self.bot)

    async def succeeded(self, began: float) -> None:
        """Record a success, which shows that earlier 429s were each about one chat."""
        if self._state.floods.succeeded(began):
            await self._release()

    async def hold(self, seconds: float) -> None:
        """Hold broadcasts of all processes for so many seconds; answers to people go on."""
        self.fallback.hold(seconds)
        try:
            await self.redis.set(self.key("hold"), 1, px=_milliseconds(seconds), nx=True)
        except RedisError:
            self.fallback.keep(seconds)

    async def held_for(self) -> float:
        """Return the seconds until broadcasts may go on at all, whatever single chats wait for."""
        try:
            left = [await self.redis.pttl(self.key(name)) for name in ("pause", "hold")]
        except RedisError:
            return self.fallback.held_for()
        return max(0, *left) / 1000

    async def _release(self) -> None:
        self.fallback.release()
        logger.info("hold_released bot=%s", self.bot)
        try:
            await self.redis.delete(self.key("hold"))
        except RedisError:
            logger.warning("redis_unavailable effect=release_not_shared bot=%s", self.bot)


def _leeway(kind: str) -> int:
    """Return how many milliseconds a chat may run ahead of its pace."""
    interval, burst = CHAT_PACE[kind]
    return round(interval * (burst - 1) * 1000)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000) + 1 if seconds else 0


@asynccontextmanager
async def open_limiter(bot: int) -> AsyncIterator[Limiter]:
    """Open the limiter of the bot with this number, for one event loop."""
    async with Redis.from_url(**redis_address.read(), socket_connect_timeout=1, socket_timeout=2) as redis:
        yield Limiter(redis, bot)
