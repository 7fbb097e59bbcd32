"""Hands updates to the application: a few at once, each when its answer may be sent."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from telegram import Update
from telegram.ext import Application

from briefs_bot.conversation.pacing import Handling, Slots
from briefs_bot.telegram.limiter import Limiter
from briefs_bot.telegram.priority import Priority
from briefs_bot.updates.cancelling import cancel
from briefs_bot.updates.chat_queues import ChatQueues, Skipped
from briefs_bot.updates.handling import handle
from briefs_bot.updates.queued_update import OUTSIDE_CONVERSATIONS, ChatKey, QueuedUpdate
from briefs_bot.updates.turn_queue import TurnQueue

logger = logging.getLogger(__name__)

# Updates handled at once. Answers are short work, and asgiref runs their database part one by one.
MAX_HANDLED = 16
# Seconds after which other chats are asked for, when none of those asked before had a turn.
ASK_AGAIN = 0.05
# A chat is told once in so many seconds that something was left out.
NOTICE_EVERY = 60


class Dispatcher:
    """The queues of all chats: buttons and /stop begin at once, messages when their chat has a turn."""

    def __init__(
        self, application: Application, limiter: Limiter, settle: Callable[[QueuedUpdate], None]
    ) -> None:
        self._application, self._limiter, self._settle = application, limiter, settle
        self._chats: dict[ChatKey, ChatQueues] = {}
        self._urgent: deque[ChatQueues] = deque()
        self._turn_queue = TurnQueue()
        self._ask_at = 0.0
        self._wake = asyncio.Event()
        self._slots = Slots(MAX_HANDLED, self._wake.set)
        self._tasks: dict[asyncio.Task[None], Handling] = {}
        self._notified: dict[int, float] = {}

    def add(self, item: QueuedUpdate) -> None:
        if not self._concerns(item.update):
            self._settle(item)
            return
        queues = self._chats.setdefault(item.chat_key, ChatQueues())
        for each, why in queues.add(item):
            self._settle(each)
            if why is Skipped.SURPLUS:
                self._notify_too_fast(queues, each)
        self._enqueue(queues)

    async def run(self) -> None:
        while True:
            self._wake.clear()
            while self._urgent and self._slots.free:
                await self._begin(self._urgent.popleft())
            if not await self._give_turns():
                await self._pause()

    async def end(self, seconds: float) -> None:
        """Wait up to `seconds` for running updates; those that wait for Telegram stay unhandled."""
        for task, handling in self._tasks.items():
            if not handling.has_slot and not handling.has_spoken:
                task.cancel()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=seconds)
            await cancel(late)

    def _concerns(self, update: Update) -> bool:
        """Return whether a handler takes the update: commands of other bots are ignored."""
        groups = self._application.handlers.values()
        return any(h.check_update(update) not in (None, False) for handlers in groups for h in handlers)

    def _enqueue(self, queues: ChatQueues) -> None:
        if queues.is_running:
            return
        if queues.urgent and not queues.is_urgent_listed:
            queues.is_urgent_listed = True
            self._urgent.append(queues)
        if queues.others:
            self._turn_queue.add(queues)
        self._wake.set()

    async def _give_turns(self) -> bool:
        """Begin updates that may be answered now; return whether there was one."""
        now = time.monotonic()
        free = self._slots.free
        if not free or now < self._ask_at or not (entries := self._turn_queue.take(free, now)):
            return False
        waits = await self._limiter.turns([queues.chat for _number, queues in entries], Priority.PEOPLE)
        for entry, seconds in zip(entries, waits, strict=True):
            if seconds:
                self._turn_queue.put_back(entry, now + seconds)
            else:
                await self._begin(entry[1], has_turn=True)
        if all(waits):
            # When the whole bot has to wait, asking for other chats is useless.
            self._ask_at = now + min(ASK_AGAIN, *waits)
            return False
        return True

    async def _pause(self) -> None:
        """Wait until something changes, or the limiter may be asked again."""
        at = float("inf")
        if self._slots.free:
            at = max(self._turn_queue.next_at(), self._ask_at)
        seconds = None if at == float("inf") else max(0.0, at - time.monotonic())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _begin(self, queues: ChatQueues, has_turn: bool = False) -> None:
        if not has_turn:
            queues.is_urgent_listed = False
        if queues.is_running or not queues:
            return
        queues.is_running = True
        await self._slots.take()
        item = queues.pop()
        free = partial(self._free_chat, queues, item)
        handling = Handling(self._limiter, self._slots, partial(self._settle, item), free, has_turn)
        task = asyncio.create_task(self._handle(queues, item, handling))
        self._tasks[task] = handling
        task.add_done_callback(self._tasks.pop)

    async def _handle(self, queues: ChatQueues, item: QueuedUpdate, handling: Handling) -> None:
        try:
            await handle(self._application, item, handling)
        except asyncio.CancelledError:
            if handling.has_spoken:  # the rest of a long answer came too late; it is not begun again
                handling.settle()
            raise
        except Exception:
            logger.exception("update_failed update=%s", item.number)
            handling.settle()
        else:
            handling.settle()
        finally:
            handling.leave()
            handling.let_chat_go_on()

    def _free_chat(self, queues: ChatQueues, item: QueuedUpdate) -> None:
        queues.is_running = False
        if queues:
            self._enqueue(queues)
        else:
            self._chats.pop(item.chat_key, None)
            self._wake.set()

    def _notify_too_fast(self, queues: ChatQueues, item: QueuedUpdate) -> None:
        now = time.time()
        # In a channel it is a button that many press.
        if item.kind in OUTSIDE_CONVERSATIONS or now < self._notified.get(item.chat_id, 0) + NOTICE_EVERY:
            return
        self._notified = {chat: at for chat, at in self._notified.items() if now < at + NOTICE_EVERY}
        self._notified[item.chat_id] = now
        logger.warning("chat_too_fast chat=%s", item.chat_id)
        queues.notify_too_fast(item)
