"""Carries out a job: many calls in flight, begun in small blocks, settled in bulk."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol, TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from telegram import Bot

from bot import courier, refusals
from bot.conf import settings
from bot.limiter import PATIENCE, Lane, Limiter, ceiling
from bot.models import Delivery

T = TypeVar("T")

# A run ends after so many seconds; the next tick goes on. So a worker is never long away from other work.
RUN_SECONDS = 20.0
FEWEST_CALLS, MOST_CALLS = 32, 128
# How many answers or seconds go into one settlement.
SETTLE_AT = 50
SETTLE_EVERY = 0.1
BREATH = 0.01
# So many chats that fail alike, without a success between them, are Telegram's trouble and not theirs.
TROUBLE = 8
TROUBLE_PAUSE = 15.0


@dataclass(frozen=True)
class Answer:
    """What came of one call: a receipt, or a refusal."""

    delivery: Delivery
    receipt: courier.Receipt | None = None
    refusal: refusals.Refusal | None = None


class Job(Protocol):
    """Sync functions around the database, and the one call to Telegram."""

    @property
    def cautious(self) -> bool:
        """True while each answer has to be settled before the next claim."""

    def claim(self, size: int) -> list[Delivery]: ...
    def begin(self, block: Sequence[Delivery]) -> list[Delivery]: ...
    async def call(self, bot: Bot, delivery: Delivery) -> courier.Receipt: ...
    def settle(self, answers: Sequence[Answer]) -> None: ...
    def doubt(self, answers: Sequence[Answer]) -> None: ...
    def give_back(self, deliveries: Sequence[Delivery], seconds: float) -> None: ...


class Sender:
    def __init__(self, job: Job, bot: Bot, limiter: Limiter) -> None:
        self._job, self._bot, self._limiter = job, bot, limiter
        self._most = settings.IN_FLIGHT or _enough_calls()
        self._room = asyncio.Semaphore(self._most)
        # Begun by one statement, while as many others are under way.
        self._block = max(1, self._most // 2)
        self._calls: set[asyncio.Task[None]] = set()
        self._answers: list[Answer] = []
        self._held: list[Answer] = []
        self._settling = asyncio.Lock()
        self._enough = asyncio.Event()
        self._is_over = False
        self._alike: tuple[str, int] = ("", 0)

    async def run(self) -> None:
        """Until nothing is due, time is up or Telegram ails."""
        if await self._limiter.is_sick() and not await self._probe():
            return
        end = monotonic() + RUN_SECONDS
        settler = asyncio.create_task(self._settle_now_and_then())
        try:
            size = max(1, min(settings.BATCH, int(ceiling() * 2)))
            while monotonic() < end and not self._is_trouble:
                batch = await _database(self._job.claim, size)
                if not batch:
                    break
                await self._send(deque(batch))
                if self._job.cautious:
                    await self._finish_calls()
        finally:
            # Never cancelled: it may be writing down what Telegram has done.
            self._is_over = True
            self._enough.set()
            await settler
            await self._finish_calls()
            await self._finish_held()

    async def _send(self, waiting: deque[Delivery]) -> None:
        while waiting and not self._is_trouble:
            block = [waiting.popleft() for _ in range(min(self._block, len(waiting)))]
            await self._begin(block, waiting)
        if waiting:
            await _database(self._job.give_back, list(waiting), TROUBLE_PAUSE)

    async def _begin(self, block: list[Delivery], waiting: deque[Delivery]) -> None:
        """Starts whatever of the block may go now; the rest waits, as a row where it is long."""
        for _ in block:
            await self._room.acquire()
        chats = [(delivery.chat.telegram_id, delivery.chat.kind) for delivery in block]
        waits = dict(zip(block, await self._limiter.turns(chats, Lane.BROADCAST), strict=True))
        ready = [delivery for delivery, wait in waits.items() if not wait]
        begun = await _database(self._job.begin, ready) if ready else []
        for _ in range(len(block) - len(begun)):
            self._room.release()
        for delivery in begun:
            call = asyncio.create_task(self._call(delivery))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)
        waiting.extend(delivery for delivery, wait in waits.items() if 0 < wait <= PATIENCE)
        late = [delivery for delivery, wait in waits.items() if wait > PATIENCE]
        if late:
            await _database(self._job.give_back, late, max(waits.values()))
        if len(ready) + len(late) < len(block):
            # A breath, so that the next turns come together; longer where nobody may go before.
            wait = min(filter(None, waits.values()))
            await asyncio.sleep(min(wait, BREATH) if ready else wait)

    async def _call(self, delivery: Delivery) -> None:
        try:
            answer = Answer(delivery, receipt=await self._job.call(self._bot, delivery))
        except refusals.Refusal as refusal:
            answer = Answer(delivery, refusal=refusal)
            if isinstance(refusal, refusals.Flood):
                await self._limiter.flood(refusal.seconds)
        finally:
            self._room.release()
        self._watch(answer)
        self._answers.append(answer)
        if len(self._answers) >= SETTLE_AT:
            self._enough.set()

    def _watch(self, answer: Answer) -> None:
        if answer.refusal is None:
            self._alike = ("", 0)
        elif not isinstance(answer.refusal, refusals.Flood):
            kind = answer.refusal.sort
            self._alike = (kind, self._alike[1] + 1 if kind == self._alike[0] else 1)

    @property
    def _is_trouble(self) -> bool:
        kind, count = self._alike
        return count >= TROUBLE or (kind == refusals.TokenRefused.sort and count > 0)

    async def _settle_now_and_then(self) -> None:
        while not self._is_over:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), SETTLE_EVERY)
            self._enough.clear()
            await self._settle()

    async def _settle(self) -> None:
        async with self._settling:
            answers, self._answers = self._answers, []
            if self._alike[0] == refusals.Gone.sort:
                # Nobody is given up before the next success tells that it was the chat and not Telegram.
                self._held += [a for a in answers if isinstance(a.refusal, refusals.Gone)]
                answers = [a for a in answers if not isinstance(a.refusal, refusals.Gone)]
            elif answers:
                answers, self._held = self._held + answers, []
            if answers or (self._held and self._job.cautious):
                await _insist(self._job.settle, answers)

    async def _finish_calls(self) -> None:
        while self._calls:
            await asyncio.wait(self._calls)
        await self._settle()

    async def _finish_held(self) -> None:
        if self._is_trouble:
            await self._limiter.fall_sick(TROUBLE_PAUSE)
        held, self._held = self._held, []
        if held:
            await _insist(self._job.doubt if len(held) >= TROUBLE else self._job.settle, held)

    async def _probe(self) -> bool:
        """Asks Telegram something harmless before anybody's message is put at risk."""
        try:
            await courier.probe(self._bot)
        except refusals.Refusal:
            await self._limiter.fall_sick(TROUBLE_PAUSE)
            return False
        await self._limiter.recover()
        return True


def _enough_calls() -> int:
    """Under way at once: for the rate with Telegram a tenth of a second away."""
    return int(min(max(FEWEST_CALLS, ceiling() / 8), MOST_CALLS))


async def _database(ask: Callable[..., T], *arguments: Any) -> T:
    return await sync_to_async(ask)(*arguments)


async def _insist(write: Callable[..., None], *arguments: Any) -> None:
    """What Telegram has done must be written down, also when the database is restarted meanwhile."""
    end = monotonic() + settings.LEASE
    while True:
        try:
            return await _database(write, *arguments)
        except (OperationalError, InterfaceError):
            if monotonic() > end or connection.in_atomic_block:
                raise
            await _database(close_old_connections)
            await asyncio.sleep(0.5)
