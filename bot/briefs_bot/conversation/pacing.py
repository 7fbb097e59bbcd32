"""Paces answers: each waits until it may be sent, for as long as it takes, without holding up other chats."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any, TypeVar

from briefs_bot.telegram import refusals
from briefs_bot.telegram.limiter import Limiter, open_limiter
from briefs_bot.telegram.priority import Priority

T = TypeVar("T")

# Seconds between tries where no proper answer came, although Telegram may have done the call.
UNANSWERED_PAUSES = (0.5, 2.0, 5.0)
# Seconds. A longer wait gives the slot to another chat meanwhile.
KEEPS_SLOT = 0.5


class Slots:
    """The number of updates that may be handled at once."""

    def __init__(self, count: int, freed: Callable[[], None]) -> None:
        self._free, self._freed = count, freed
        self._semaphore = asyncio.Semaphore(count)

    @property
    def free(self) -> int:
        return 0 if self._semaphore.locked() else self._free

    async def take(self) -> None:
        await self._semaphore.acquire()
        self._free -= 1

    def give(self) -> None:
        self._free += 1
        self._semaphore.release()
        self._freed()


class Handling:
    """An update that is being handled, in a slot.

    `has_turn` is True while it has a turn of its chat, already counted, to use; `error` is the error that the
    error handler was given.
    """

    def __init__(
        self,
        limiter: Limiter,
        slots: Slots,
        settle: Callable[[], None],
        free_chat: Callable[[], None],
        has_turn: bool = False,
    ) -> None:
        self.limiter, self.has_turn = limiter, has_turn
        self.has_slot = self.has_chat = True
        self.is_settled = self.has_spoken = False
        self.error: BaseException | None = None
        self._slots, self._settle, self._free_chat = slots, settle, free_chat

    def let_chat_go_on(self) -> None:
        """Let the next update of the chat begin: what is left of this one changes nothing."""
        if self.has_chat:
            self.has_chat = False
            self._free_chat()

    def use_turn(self) -> bool:
        had, self.has_turn = self.has_turn, False
        return had

    def settle(self) -> None:
        """Mark the update as handled: it is done, or it changed something that must not be changed twice."""
        if not self.is_settled:
            self.is_settled = True
            self._settle()

    async def wait(self, seconds: float) -> None:
        if seconds <= KEEPS_SLOT:
            await asyncio.sleep(seconds)
            return
        self.leave()
        await asyncio.sleep(seconds)
        await self._slots.take()
        self.has_slot = True

    def leave(self) -> None:
        if self.has_slot:
            self.has_slot = False
            self._slots.give()


# The update that this coroutine handles; None where a test calls the application directly.
current: ContextVar[Handling | None] = ContextVar("current", default=None)


async def in_turn(bot: int, chat_id: int, kind: str, call: Callable[[], Awaitable[Any]]) -> None:
    """Call once the chat may be written to; call again after a 429, and where no proper answer came."""
    async with _limiter(bot) as limiter:
        await _turn(limiter, chat_id, kind)
        await call_with_retries(bot, chat_id, kind, call, again=lambda: _turn(limiter, chat_id, kind))
    if handling := current.get():
        handling.has_spoken = True


async def call_with_retries(
    bot: int,
    chat_id: int,
    kind: str,
    call: Callable[[], Awaitable[T]],
    again: Callable[[], Awaitable[None]] | None = None,
) -> T:
    """Return what the call does; repeat it after a 429, and a few times where no proper answer came.

    Before each repetition do `again`. Raise any other Refusal.
    """
    pauses = iter(UNANSWERED_PAUSES)
    while True:
        began = monotonic()
        try:
            result = await call()
            await _succeeded(bot, began)
            return result
        except refusals.Flood as flood:
            await report_flood(bot, flood, chat_id, kind, began)
            await _wait(flood.seconds)
        except refusals.TryLater as refusal:
            if refusal.needs_somebody:
                raise
            await _wait(refusal.seconds)
        except refusals.Uncertain:
            # Getting an answer twice does no harm.
            pause = next(pauses, None)
            if pause is None:
                raise
            await _wait(pause)
        if again:
            await again()


async def report_flood(
    bot: int, flood: refusals.Flood, chat_id: int, kind: str, began: float | None = None
) -> None:
    """Tell all processes that Telegram sent a 429."""
    async with _limiter(bot) as limiter:
        await limiter.flood(flood.seconds, chat_id=chat_id, kind=kind, priority=Priority.PEOPLE, began=began)


async def _succeeded(bot: int, began: float) -> None:
    async with _limiter(bot) as limiter:
        await limiter.succeeded(began)


async def _turn(limiter: Limiter, chat_id: int, kind: str) -> None:
    handling = current.get()
    if handling and handling.use_turn():
        return
    while seconds := (await limiter.turns([(chat_id, kind)], Priority.PEOPLE))[0]:
        await _wait(seconds)


async def _wait(seconds: float) -> None:
    handling = current.get()
    await (handling.wait(seconds) if handling else asyncio.sleep(seconds))


@asynccontextmanager
async def _limiter(bot: int) -> AsyncIterator[Limiter]:
    handling = current.get()
    if handling:
        yield handling.limiter
        return
    async with open_limiter(bot) as limiter:
        yield limiter
