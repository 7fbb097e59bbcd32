"""A circuit breaker around Telegram: while calls get no answer, few more are risked."""

import logging
from enum import Enum

from redis.exceptions import RedisError
from telegram import Bot

from briefs_bot.telegram import courier, refusals
from briefs_bot.telegram.limiter import Limiter

logger = logging.getLogger(__name__)

# Calls in a row without an answer after which Telegram, and not the chats, is suspected.
FAILURES = 8
# Failed calls after which a half-open circuit trips.
TRIALS = 3
# Seconds until Telegram is probed again, and until all processes forget that it was away.
OPEN_FOR = 15.0
TRIPPED_FOR = 3600
UNANSWERED = (refusals.TokenRefused.sort, refusals.TryLater.sort)


class State(Enum):
    CLOSED = "closed"
    SUSPECT = "suspect"
    HALF_OPEN = "half-open"
    OPEN = "open"


class Circuit:
    """Closed while Telegram answers; suspect until it is probed; then half-open or open.

    Half-open: calls are made one at a time. Open: broadcasts of all processes are held; answers to people
    never are.
    """

    def __init__(self, bot: Bot, limiter: Limiter) -> None:
        self._bot, self._limiter = bot, limiter
        self.state = State.CLOSED
        self._failures = 0

    async def record(self, refusal: refusals.Refusal | None) -> None:
        """Count the outcome of a call. A refusal by a chat counts as an answer; a 429 does not count."""
        if isinstance(refusal, refusals.Flood):
            return
        if refusal is None or refusal.sort not in UNANSWERED:
            await self._close()
        elif self.state is State.HALF_OPEN:
            await self._count_trial(refusal)
        elif self.state is State.CLOSED:
            self._failures += 1
            if self._failures >= FAILURES or refusal.sort == refusals.TokenRefused.sort:
                self.state = State.SUSPECT

    async def _count_trial(self, refusal: refusals.Refusal) -> None:
        # Messages that surely were not sent are no risk.
        if isinstance(refusal, refusals.Uncertain) or refusal.sort == refusals.TokenRefused.sort:
            self._failures += 1
        if self._failures >= TRIALS:
            await self.trip(refusal.sort)

    async def _close(self) -> None:
        self._failures = 0
        if self.state is State.HALF_OPEN:
            await self.reset()
        if self.state is State.SUSPECT:
            self.state = State.CLOSED

    async def admits(self) -> bool:
        """Return whether a run may send; probe Telegram first where the circuit was tripped."""
        if await self.is_tripped():
            await self.probe()
        return self.state is not State.OPEN

    async def probe(self) -> None:
        """Call getMe: if Telegram answers, the circuit is half-open, otherwise it trips."""
        try:
            await courier.probe(self._bot)
        except refusals.Refusal as refusal:
            await self.trip(refusal.sort)
        else:
            self.state, self._failures = State.HALF_OPEN, 0
            logger.debug("circuit_half_open bot=%s", self._limiter.bot)

    async def is_tripped(self) -> bool:
        try:
            return bool(await self._limiter.redis.exists(self._limiter.key("tripped")))
        except RedisError:
            return self._limiter.fallback.is_tripped

    async def trip(self, cause: str) -> None:
        """Open the circuit of all processes; `cause` is for the log, which gets one line until it closes."""
        if not await self.is_tripped():
            logger.warning("circuit_tripped bot=%s cause=%s seconds=%g", self._limiter.bot, cause, OPEN_FOR)
        self.state = State.OPEN
        self._limiter.fallback.is_tripped = True
        try:
            await self._limiter.redis.set(self._limiter.key("tripped"), cause, ex=TRIPPED_FOR)
        except RedisError:
            logger.warning("redis_unavailable effect=circuit_not_shared bot=%s", self._limiter.bot)
        await self._limiter.hold(OPEN_FOR)

    async def reset(self) -> None:
        self.state, self._failures = State.CLOSED, 0
        self._limiter.fallback.is_tripped = False
        logger.info("circuit_reset bot=%s", self._limiter.bot)
        try:
            await self._limiter.redis.delete(self._limiter.key("tripped"))
        except RedisError:
            logger.warning("redis_unavailable effect=circuit_not_shared bot=%s", self._limiter.bot)
