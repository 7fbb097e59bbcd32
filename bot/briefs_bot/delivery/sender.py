"""Carries out a job: many calls at once, begun in small blocks and settled in bulk."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from telegram import Bot

from briefs_bot.conf import settings
from briefs_bot.delivery.circuit import OPEN_FOR, Circuit, State
from briefs_bot.delivery.job import Answer, Job
from briefs_bot.delivery.quarantine import MANY, Quarantine
from briefs_bot.models import Chat, Delivery
from briefs_bot.telegram import refusals
from briefs_bot.telegram.limiter import MAX_WAIT, Limiter, ceiling
from briefs_bot.telegram.priority import Priority

T = TypeVar("T")

# A run ends after so many seconds, and the next tick continues it, so that a worker gets to other work.
RUN_SECONDS = 20.0
MIN_CALLS, MAX_CALLS = 32, 128
# Answers, or seconds, after which answers are settled in bulk.
SETTLE_AT = 50
SETTLE_EVERY = 0.1
TURNS_EVERY = 0.01


class Sender:
    def __init__(self, job: Job, bot: Bot, limiter: Limiter) -> None:
        self._job, self._bot, self._limiter = job, bot, limiter
        self._max_calls = settings.IN_FLIGHT or _default_max_calls()
        self._free_calls = asyncio.Semaphore(self._max_calls)
        # Calls begun by one statement, while as many others run.
        self._block = max(1, self._max_calls // 2)
        self._calls: set[asyncio.Task[None]] = set()
        self._answers: list[Answer] = []
        self._settling = asyncio.Lock()
        self._settle_now = asyncio.Event()
        self._is_over = self._has_sent = False
        # Seconds that all chats have to wait, where that is longer than MAX_WAIT.
        self._held_for = 0.0
        self._circuit = Circuit(bot, limiter)
        self._quarantine = Quarantine(bot, limiter, sync_to_async(job.reached))

    async def run(self) -> bool:
        """Send until nothing is due, time is up, or all chats have to wait; return whether it sent any."""
        if not await self._circuit.admits():
            return False
        end = monotonic() + RUN_SECONDS
        settler = asyncio.create_task(self._settle_regularly())
        try:
            size = max(1, min(settings.BATCH, int(ceiling() * 2)))
            while monotonic() < end and not self._stops_for:
                batch = await _database(self._job.claim, size)
                if not batch:
                    break
                await self._send(deque(batch))
                if self._job.cautious:
                    await self._finish_calls()
                    await self._examine()
        finally:
            # Never cancelled: it may be writing down what Telegram has done.
            self._is_over = True
            self._settle_now.set()
            await settler
            await self._finish_calls()
            await self._finish_quarantine()
        return self._has_sent

    async def _send(self, waiting: deque[Delivery]) -> None:
        while waiting:
            if self._circuit.state is State.SUSPECT or self._quarantine.is_full:
                await self._finish_calls()
                await self._examine()
                # Neighbouring chats may fail for one cause, so the next trial is elsewhere in the list.
                waiting.rotate(len(waiting) // 2)
            if self._stops_for:
                await _database(self._job.give_back, list(waiting), self._stops_for)
                return
            one_by_one = self._circuit.state is State.HALF_OPEN
            size = 1 if one_by_one else min(self._block, len(waiting))
            await self._begin([waiting.popleft() for _ in range(size)], waiting)
            if one_by_one:
                await self._finish_calls()

    @property
    def _stops_for(self) -> float:
        return OPEN_FOR if self._circuit.state is State.OPEN else self._held_for

    async def _examine(self) -> None:
        """Find out whether failures in a row are Telegram's fault, before more calls are made."""
        if self._circuit.state is State.SUSPECT:
            await self._circuit.probe()
        if self._quarantine.is_full and self._circuit.state is not State.OPEN:
            await self._examine_lost()

    async def _examine_lost(self) -> None:
        match await self._quarantine.is_telegram_at_fault():
            case True:
                await self._circuit.trip("chats_lost")
            case False:
                self._answers += self._quarantine.release()

    async def _begin(self, block: list[Delivery], waiting: deque[Delivery]) -> None:
        """Begin the deliveries that have a turn; postpone those with long waits, and requeue the others."""
        for _ in block:
            await self._free_calls.acquire()
        chats = [(delivery.chat.telegram_id, delivery.chat.kind) for delivery in block]
        waits = dict(zip(block, await self._limiter.turns(chats, Priority.BROADCAST), strict=True))
        ready = [delivery for delivery, wait in waits.items() if not wait]
        begun = await _database(self._job.begin, ready) if ready else []
        for _ in range(len(block) - len(begun)):
            self._free_calls.release()
        for delivery in begun:
            call = asyncio.create_task(self._call(delivery))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)
        waiting.extend(delivery for delivery, wait in waits.items() if 0 < wait <= MAX_WAIT)
        late = [(delivery, wait) for delivery, wait in waits.items() if wait > MAX_WAIT]
        if late and (held_for := await self._limiter.held_for()) > MAX_WAIT:
            self._held_for = held_for
        for wait in {wait for _delivery, wait in late}:
            await _database(self._job.give_back, [each for each, its in late if its == wait], wait)
        if len(ready) + len(late) < len(block):
            # A short pause, so that the next turns are given together; longer where no chat has a turn.
            wait = min(filter(None, waits.values()))
            await asyncio.sleep(min(wait, TURNS_EVERY) if ready else wait)

    async def _call(self, delivery: Delivery) -> None:
        began = monotonic()
        try:
            answer = Answer(delivery, receipt=await self._job.call(self._bot, delivery))
        except refusals.Refusal as refusal:
            answer = Answer(delivery, refusal=refusal)
            if isinstance(refusal, refusals.Flood):
                await self._flood(delivery.chat, refusal.seconds, began)
        finally:
            self._free_calls.release()
        if answer.receipt:
            self._has_sent = True
            await self._limiter.succeeded(began)
        await self._circuit.record(answer.refusal)
        self._take(answer)

    async def _flood(self, chat: Chat, seconds: float, began: float) -> None:
        await self._limiter.flood(
            seconds, chat_id=chat.telegram_id, kind=chat.kind, priority=Priority.BROADCAST, began=began
        )

    def _take(self, answer: Answer) -> None:
        if self._quarantine.takes(answer):
            self._quarantine.add(answer)
            return
        self._answers.append(answer)
        if answer.receipt:
            self._answers += self._quarantine.succeeded(answer.delivery.chat)
        if len(self._answers) >= SETTLE_AT:
            self._settle_now.set()

    async def _settle_regularly(self) -> None:
        while not self._is_over:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._settle_now.wait(), SETTLE_EVERY)
            self._settle_now.clear()
            await self._settle()

    async def _settle(self) -> None:
        async with self._settling:
            answers, self._answers = self._answers, []
            if answers or (self._quarantine and self._job.cautious):
                await _write_with_retries(self._job.settle, answers)

    async def _finish_calls(self) -> None:
        while self._calls:
            await asyncio.wait(self._calls)
        await self._settle()

    async def _finish_quarantine(self) -> None:
        """Settle a few chats that seem lost; postpone many where nobody could tell who is at fault."""
        are_many = len(self._quarantine) >= MANY
        if are_many and self._circuit.state is not State.OPEN:
            await self._examine_lost()
            await self._settle()
        held = self._quarantine.release()
        if held:
            await _write_with_retries(self._job.postpone_lost if are_many else self._job.settle, held)


def _default_max_calls() -> int:
    """Return how many calls the rate needs at once, with Telegram a tenth of a second away."""
    return int(min(max(MIN_CALLS, ceiling() / 8), MAX_CALLS))


async def _database(ask: Callable[..., T], *arguments: Any) -> T:
    return await sync_to_async(ask)(*arguments)


async def _write_with_retries(write: Callable[..., None], *arguments: Any) -> None:
    """Write down what Telegram has done, also when the database is restarted meanwhile."""
    end = monotonic() + settings.LEASE
    while True:
        try:
            return await _database(write, *arguments)
        except (OperationalError, InterfaceError):
            if monotonic() > end or connection.in_atomic_block:
                raise
            await _database(close_old_connections)
            await asyncio.sleep(0.5)
