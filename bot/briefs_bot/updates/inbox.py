"""Stores incoming updates, hands them on, and marks them as handled."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from telegram import Bot, Update

from briefs_bot.models import IncomingUpdate
from briefs_bot.updates.backoff import Backoff
from briefs_bot.updates.database import AWAY, in_database
from briefs_bot.updates.queued_update import QueuedUpdate, read
from briefs_bot.updates.receiving import as_row

logger = logging.getLogger(__name__)

# Updates in memory, all chats together, a few kilobytes each. What is more stays in the database until the
# first ones are answered: at Telegram's pace these take minutes.
MAX_OPEN = 4000
BATCH_SIZE = 500
# Seconds after which the database is asked for updates of a webhook, when nobody said that there are some.
LOOK_EVERY = 1.0
# Seconds between two statements that mark updates as handled, so that in a rush one is enough for many.
GATHER_SECONDS = 0.05


class Inbox:
    """The updates of one bot in the database, whichever process stored them."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._open: set[int] = set()
        self._handled: list[int] = []
        self._woken = asyncio.Event()
        self._has_room = asyncio.Event()
        self._dirty = asyncio.Event()
        self._database = Backoff("database")

    async def store(self, updates: Iterable[dict[str, Any]]) -> None:
        """Store updates; wait for as long as the database is away."""
        rows = [as_row(self._bot.id, update) for update in updates]
        await self._retry(partial(IncomingUpdate.objects.store, rows))
        self.wake()

    def wake(self) -> None:
        """Hand on at once what was stored."""
        self._woken.set()

    async def hand_on(self, take: Callable[[QueuedUpdate], None]) -> None:
        """Give `take`, for ever, each update that is not handled; those of an earlier process come first."""
        await self.mark_now()
        self._open.clear()
        self._check_room()
        while True:
            await self._has_room.wait()
            self._woken.clear()
            # A copy, as the loop changes the set while another thread reads it.
            rows = await self._retry(partial(self._unhandled, tuple(self._open)))
            for row in rows:
                self._hand_on_row(row, take)
            self._check_room()
            if len(rows) < BATCH_SIZE:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY):
                        await self._woken.wait()

    def settle(self, item: QueuedUpdate) -> None:
        if item.number:
            self._settle_number(item.number)

    async def mark(self) -> None:
        """Mark handled updates in the database, for ever: the first at once, those that follow together."""
        while True:
            await self._dirty.wait()
            await self.mark_now()
            await asyncio.sleep(GATHER_SECONDS)

    async def mark_now(self) -> None:
        self._dirty.clear()
        while numbers := self._handled[:BATCH_SIZE]:
            await self._retry(partial(IncomingUpdate.objects.settle, self._bot.id, numbers))
            del self._handled[: len(numbers)]
            self._open.difference_update(numbers)
        self._check_room()

    def _unhandled(self, opened: tuple[int, ...]) -> list[IncomingUpdate]:
        """Return the oldest that are not open: a slow web process may add one behind the newest."""
        mine = IncomingUpdate.objects.unhandled().filter(bot=self._bot.id)
        return list(mine.exclude(update_id__in=opened)[:BATCH_SIZE])

    def _hand_on_row(self, row: IncomingUpdate, take: Callable[[QueuedUpdate], None]) -> None:
        self._open.add(row.update_id)
        try:
            take(read(Update.de_json(json.loads(row.payload), self._bot), self._bot.username))
        except Exception:  # whatever it is, it would stop the bot at each start
            logger.exception("update_unreadable update=%s", row.update_id)
            self._settle_number(row.update_id)

    def _settle_number(self, number: int) -> None:
        self._handled.append(number)
        self._dirty.set()

    def _check_room(self) -> None:
        if len(self._open) <= MAX_OPEN - BATCH_SIZE:
            self._has_room.set()
        else:
            self._has_room.clear()

    async def _retry(self, work: Callable[[], Any]) -> Any:
        while True:
            try:
                done = await in_database(work)
            except AWAY as error:
                await self._database.wait(error)
            else:
                self._database.over()
                return done
