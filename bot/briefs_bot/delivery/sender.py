"""Carries out a job: many calls in flight, begun in small blocks, settled in bulk."""

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
from briefs_bot.telegram.limiter import PATIENCE, Lane, Limiter, ceiling

T = TypeVar("T")

# A run ends after so many seconds; the next tick goes on. So a worker is never long away from other work.
RUN_SECONDS = 20.0
FEWEST_CALLS, MOST_CALLS = 32, 128
# How many answers or seconds go into one settlement.
SETTLE_AT = 50
SETTLE_EVERY = 0.1
BREATH = 0.01


class Sender:
    def __init__(self, job: Job, bot: Bot, limiter: Limiter) -> None:
        self._job, self._bot, self._limiter = job, bot, limiter
        self._most = settings.IN_FLIGHT or _enough_calls()
        self._room = asyncio.Semaphore(self._most)
        # Begun by one statement, while as many others are under way.
        self._block = max(1, self._most // 2)
        self._calls: set[asyncio.Task[None]] = set()
        self._answers: list[Answer] = []
        self._settling = asyncio.Lock()
        self._enough = asyncio.Event()
        self._is_over = self._has_sent = False
        # Seconds, while all chats have to wait longer than a run does.
        self._held_for = 0.0
        self._circuit = Circuit(bot, limiter)
        self._quarantine = Quarantine(bot, limiter, sync_to_async(job.reached))

    async def run(self) -> bool:
        """Until nothing is due, time is up, or all chats have to wait. Tell whether a message was sent."""
        if not await self._circuit.admits():
            return False
        end = monotonic() + RUN_SECONDS
        settler = asyncio.create_task(self._settle_now_and_then())
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
            self._enough.set()
            await settler
            await self._finish_calls()
            await self._finish_quarantine()
        return self._has_sent

    async def _send(self, waiting: deque[Delivery]) -> None:
        while waiting:
            if self._circuit.state is State.SUSPECT or self._quarantine.is_full:
                await self._finish_calls()
                await self._examine()
                # Chats side by side may fail for one cause: the next trial is elsewhere.
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
        """Find out whether failures in a row are Telegram's trouble, before more calls are risked."""
        if self._circuit.state is State.SUSPECT:
            await self._circuit.probe()
        if self._quarantine.is_full and self._circuit.state is not State.OPEN:
            await self._examine_lost()

    async def _examine_lost(self) -> None:
        match await self._quarantine.is_telegram_at_fault():
            case True:
                await self._circuit.trip()
            case False:
                self._answers += self._quarantine.release()

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
        late = [(delivery, wait) for delivery, wait in waits.items() if wait > PATIENCE]
        if late and (held_for := await self._limiter.held_for()) > PATIENCE:
            self._held_for = held_for
        for wait in {wait for _delivery, wait in late}:
            await _database(self._job.give_back, [each for each, its in late if its == wait], wait)
        if len(ready) + len(late) < len(block):
            # A breath, so that the next turns come together; longer where nobody may go before.
            wait = min(filter(None, waits.values()))
            await asyncio.sleep(min(wait, BREATH) if ready else wait)

    async def _call(self, delivery: Delivery) -> None:
        began = monotonic()
        try:
            answer = Answer(delivery, receipt=await self._job.call(self._bot, delivery))
        except refusals.Refusal as refusal:
            answer = Answer(delivery, refusal=refusal)
            if isinstance(refusal, refusals.Flood):
                await self._flood(delivery.chat, refusal.seconds, began)
        finally:
            self._room.release()
        if answer.receipt:
            self._has_sent = True
            await self._limiter.succeeded(began)
        await self._circuit.record(answer.refusal)
        self._take(answer)

    async def _flood(self, chat: Chat, seconds: float, began: float) -> None:
        await self._limiter.flood(
            seconds, chat_id=chat.telegram_id, kind=chat.kind, lane=Lane.BROADCAST, began=began
        )

    def _take(self, answer: Answer) -> None:
        if self._quarantine.takes(answer):
            self._quarantine.add(answer)
            return
        self._answers.append(answer)
        if answer.receipt:
            self._answers += self._quarantine.succeeded(answer.delivery.chat)
        if len(self._answers) >= SETTLE_AT:
            self._enough.set()

    async def _settle_now_and_then(self) -> None:
        while not self._is_over:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), SETTLE_EVERY)
            self._enough.clear()
            await self._settle()

    async def _settle(self) -> None:
        async with self._settling:
            answers, self._answers = self._answers, []
            if answers or (self._quarantine and self._job.cautious):
                await _insist(self._job.settle, answers)

    async def _finish_calls(self) -> None:
        while self._calls:
            await asyncio.wait(self._calls)
        await self._settle()

    async def _finish_quarantine(self) -> None:
        """Many of whom nothing is known are left alone for a while; few are believed."""
        are_many = len(self._quarantine) >= MANY
        if are_many and self._circuit.state is not State.OPEN:
            await self._examine_lost()
            await self._settle()
        held = self._quarantine.release()
        if held:
            await _insist(self._job.doubt if are_many else self._job.settle, held)


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
