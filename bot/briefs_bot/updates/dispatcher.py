"""Hands updates to the application: chat by chat, a few at once, each when its answer may be sent."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from telegram import Update
from telegram.ext import Application

from briefs_bot.conversation.turns import Handling, Slots
from briefs_bot.telegram.limiter import Lane as Priority
from briefs_bot.telegram.limiter import Limiter
from briefs_bot.updates.cancelling import cancel
from briefs_bot.updates.handling import handle
from briefs_bot.updates.item import Item, LaneKey
from briefs_bot.updates.lanes import Lane, Left
from briefs_bot.updates.waiting import Waiting

logger = logging.getLogger(__name__)

# Answers are short work, and the database's part of it is done one by one.
AT_ONCE = 16
# Seconds after which other chats are asked for, when none of those asked before had a turn.
GLANCE = 0.05
# A chat is told once in so many seconds that something was left out.
COMPLAINS_EVERY = 60


class Dispatcher:
    """A lane per chat. Buttons and /stop begin at once; messages when the limiter gives their chat a turn."""

    def __init__(self, application: Application, limiter: Limiter, settle: Callable[[Item], None]) -> None:
        self._application, self._limiter, self._settle = application, limiter, settle
        self._lanes: dict[LaneKey, Lane] = {}
        self._hurried: deque[Lane] = deque()
        self._waiting = Waiting()
        self._ask_at = 0.0
        self._wake = asyncio.Event()
        self._slots = Slots(AT_ONCE, self._wake.set)
        self._tasks: dict[asyncio.Task[None], Handling] = {}
        self._complained: dict[int, float] = {}

    def add(self, item: Item) -> None:
        if not self._concerns(item.update):
            self._settle(item)
            return
        lane = self._lanes.setdefault(item.lane, Lane())
        for each, why in lane.add(item):
            self._settle(each)
            if why is Left.SURPLUS:
                self._complain(lane, each)
        self._line_up(lane)

    async def run(self) -> None:
        while True:
            self._wake.clear()
            while self._hurried and self._slots.free:
                await self._begin(self._hurried.popleft())
            if not await self._give_turns():
                await self._pause()

    async def end(self, seconds: float) -> None:
        """Let what is under way end; what waits for Telegram, or takes longer, stays unhandled."""
        for task, handling in self._tasks.items():
            if not handling.has_slot and not handling.has_spoken:
                task.cancel()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=seconds)
            await cancel(late)

    def _concerns(self, update: Update) -> bool:
        """Commands of other bots in a group are neither answered nor complained of."""
        groups = self._application.handlers.values()
        return any(h.check_update(update) not in (None, False) for handlers in groups for h in handlers)

    def _line_up(self, lane: Lane) -> None:
        if lane.is_running:
            return
        if lane.hurried and not lane.is_hurried:
            lane.is_hurried = True
            self._hurried.append(lane)
        if lane.others:
            self._waiting.add(lane)
        self._wake.set()

    async def _give_turns(self) -> bool:
        """Begin those that may be answered now; False where that is nobody."""
        now = time.monotonic()
        free = self._slots.free
        if not free or now < self._ask_at or not (places := self._waiting.take(free, now)):
            return False
        waits = await self._limiter.turns([lane.place for _number, lane in places], Priority.PEOPLE)
        for place, seconds in zip(places, waits, strict=True):
            if seconds:
                self._waiting.put_back(place, now + seconds)
            else:
                await self._begin(place[1], has_turn=True)
        if all(waits):
            # When it is the bot as a whole that has to wait, asking for everybody else is in vain.
            self._ask_at = now + min(GLANCE, *waits)
            return False
        return True

    async def _pause(self) -> None:
        """Until something changes, or somebody may be asked for."""
        at = float("inf")
        if self._slots.free:
            at = max(self._waiting.next_at(), self._ask_at)
        seconds = None if at == float("inf") else max(0.0, at - time.monotonic())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _begin(self, lane: Lane, has_turn: bool = False) -> None:
        if not has_turn:
            lane.is_hurried = False
        if lane.is_running or not lane:
            return
        lane.is_running = True
        await self._slots.take()
        item = lane.pop()
        handling = Handling(self._limiter, self._slots, partial(self._settle, item), has_turn)
        task = asyncio.create_task(self._handle(lane, item, handling))
        self._tasks[task] = handling
        task.add_done_callback(self._tasks.pop)

    async def _handle(self, lane: Lane, item: Item, handling: Handling) -> None:
        try:
            await handle(self._application, item, handling)
        except asyncio.CancelledError:
            if handling.has_spoken:  # the rest of a long answer came too late; it is not begun again
                handling.settle()
            raise
        except Exception:
            logger.exception("update=%s was not handled.", item.number)
            handling.settle()
        else:
            handling.settle()
        finally:
            handling.leave()
            lane.is_running = False
            if lane:
                self._line_up(lane)
            else:
                self._lanes.pop(item.lane, None)
                self._wake.set()

    def _complain(self, lane: Lane, item: Item) -> None:
        now = time.time()
        # A channel has no conversation: what is left out there is a button that many press.
        if item.kind == "channel" or now < self._complained.get(item.chat_id, 0) + COMPLAINS_EVERY:
            return
        self._complained = {chat: at for chat, at in self._complained.items() if now < at + COMPLAINS_EVERY}
        self._complained[item.chat_id] = now
        logger.warning("chat=%s writes too fast; what is too much gets no answer", item.chat_id)
        lane.complain(item)
