"""Stores incoming updates, hands them on, and marks them as handled."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from telegram import Bot, Update

from briefs_bot.models import IncomingUpdate
from briefs_bot.updates.backoff import Backoff
from briefs_bot.updates.database import AWAY, in_database
from briefs_bot.updates.queued_update import QueuedUpdate, read

logger = logging.getLogger(__name__)

# Updates in memory, all chats together, a few kilobytes each. What is more stays in the database until the
# first ones are answered: at Telegram's pace these take minutes.
MAX_OPEN = 4000
BATCH_SIZE = 500
# Seconds for which handled updates are gathered, so that many are marked with one statement.
GATHER_SECONDS = 0.05


class Inbox:
    """The updates of one bot in the database; `hand_on` is called once for each."""

    def __init__(self, bot: Bot, hand_on: Callable[[QueuedUpdate], None]) -> None:
        self._bot, self._hand_on = bot, hand_on
        self._open: set[int] = set()
        self._handled: list[int] = []
        # Rows up to this key were handed on; those behind it only while `_is_behind`.
        self._last = 0
        self._is_behind = True
        self._lock = asyncio.Lock()
        self._has_capacity = asyncio.Event()
        self._has_capacity.set()
        self._dirty = asyncio.Event()
        self._database = Backoff("database")

    async def store(self, updates: Iterable[dict[str, Any]]) -> None:
        """Store updates and hand them on; wait for as long as the database is away."""
        items = {item.number: (item, given) for given in updates if (item := self._read(given))}
        rows = [self._row(item, given) for item, given in items.values()]
        async with self._lock:
            keys = await self._retry(partial(IncomingUpdate.objects.store, self._bot.id, rows))
            if len(self._open) + len(keys) > MAX_OPEN:
                self._is_behind = True
            if self._is_behind:
                return
            for number in sorted(keys, key=keys.__getitem__):
                self._hand_on_new(items[number][0], keys[number])

    async def catch_up(self) -> None:
        """Hand on, for ever, what an earlier process left and what exceeded MAX_OPEN."""
        while True:
            await self._has_capacity.wait()
            async with self._lock:
                rows = await self._retry(self._rows_behind)
                self._is_behind = len(rows) == BATCH_SIZE
                for row in rows:
                    self._hand_on_row(row)
            self._check_capacity()

    def settle(self, item: QueuedUpdate) -> None:
        if item.number:
            self._handled.append(item.number)
            self._dirty.set()

    async def mark(self) -> None:
        """Mark handled updates in the database, for ever."""
        while True:
            await self._dirty.wait()
            await asyncio.sleep(GATHER_SECONDS)
            await self.mark_now()
            self._check_capacity()

    async def mark_now(self) -> None:
        self._dirty.clear()
        while numbers := self._handled[:BATCH_SIZE]:
            await self._retry(partial(IncomingUpdate.objects.settle, self._bot.id, numbers))
            del self._handled[: len(numbers)]
            self._open.difference_update(numbers)

    def _read(self, given: dict[str, Any]) -> QueuedUpdate | None:
        try:
            return read(Update.de_json(given, self._bot), self._bot.username)
        except (KeyError, TypeError, ValueError, AttributeError):
            logger.exception("update_unreadable update=%s", given.get("update_id"))
            return None

    def _row(self, item: QueuedUpdate, given: dict[str, Any]) -> IncomingUpdate:
        return IncomingUpdate(
            bot=self._bot.id, update_id=item.number, chat_id=item.chat_id, payload=json.dumps(given)
        )

    def _rows_behind(self) -> list[IncomingUpdate]:
        mine = IncomingUpdate.objects.unhandled().filter(bot=self._bot.id, pk__gt=self._last)
        return list(mine[:BATCH_SIZE])

    def _hand_on_row(self, row: IncomingUpdate) -> None:
        if item := self._read(json.loads(row.payload)):
            self._hand_on_new(item, row.pk)
        else:
            self._last = row.pk
            self._handled.append(row.update_id)

    def _hand_on_new(self, item: QueuedUpdate, key: int) -> None:
        self._last = max(self._last, key)
        if item.number not in self._open:
            self._open.add(item.number)
            self._hand_on(item)

    def _check_capacity(self) -> None:
        if self._is_behind and len(self._open) <= MAX_OPEN - BATCH_SIZE:
            self._has_capacity.set()
        else:
            self._has_capacity.clear()

    async def _retry(self, work: Callable[[], Any]) -> Any:
        while True:
            try:
                done = await in_database(work)
            except AWAY as error:
                await self._database.wait(error)
            else:
                self._database.over()
                return done
