"""Lets one process at a time answer for a bot; when it is gone, one of those that wait takes over."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from os import getpid
from socket import gethostname
from time import monotonic
from uuid import uuid4

from briefs_bot.models import BotLease
from briefs_bot.updates.backoff import Backoff
from briefs_bot.updates.cancelling import cancel
from briefs_bot.updates.database import AWAY, in_database

logger = logging.getLogger(__name__)

# Seconds between two signs of life.
RENEW_EVERY = 2.0
# Seconds without one after which the holder stops answering, and after which another process takes over:
# the difference is what the holder has for stopping.
GIVE_UP = 7.0
LEASE = 10.0
# Seconds for leaving the lease to the next process when this one ends.
LAST_WRITING = 0.5


class Lease:
    """A process's claim to answer for a bot."""

    def __init__(self, bot: int) -> None:
        self._bot = bot
        # Without colons: the log would hide it like a token.
        self._holder = f"{gethostname()[:80]}-{getpid()}-{uuid4().hex[:8]}"
        self._seen, self._since = BotLease(), 0.0
        self._database = Backoff("database")

    async def take(self) -> None:
        """Wait until no other process answers for the bot, and become the one that does."""
        while not await self._try():
            await asyncio.sleep(RENEW_EVERY)
        logger.info("lease_taken bot=%s holder=%s", self._bot, self._holder)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[asyncio.Event]:
        """Renew the lease meanwhile; the event is set when it is lost."""
        lost = asyncio.Event()
        renewal = Renewal(self._bot, self._holder, lost)
        tasks = [asyncio.create_task(renewal.run()), asyncio.create_task(renewal.watch())]
        try:
            yield lost
        finally:
            await cancel(tasks)

    async def release(self) -> None:
        """Leave it to the next process at once, also where taking it was broken off half-way."""
        with suppress(TimeoutError, *AWAY):
            release = partial(BotLease.objects.release, self._bot, self._holder)
            await asyncio.wait_for(in_database(release), LAST_WRITING)

    async def _try(self) -> bool:
        try:
            lease = await in_database(partial(BotLease.objects.of_bot, self._bot))
            self._database.over()
            return self._is_free(lease) and await in_database(partial(lease.take, self._holder))
        except AWAY as error:
            await self._database.wait(error)
            return False

    def _is_free(self, lease: BotLease) -> bool:
        """Return whether its holder is gone: it said so, or gave no sign of life while we looked on."""
        if lease.holder in ("", self._holder):
            return True
        if lease.holder != self._seen.holder:
            logger.warning("bot_waits bot=%s holder=%s", self._bot, lease.holder)
        if (lease.holder, lease.beats) != (self._seen.holder, self._seen.beats):
            self._seen, self._since = lease, monotonic()
        return monotonic() - self._since >= LEASE


class Renewal:
    """The signs of life of a lease's holder; `lost` is set when others may take it for dead."""

    def __init__(self, bot: int, holder: str, lost: asyncio.Event) -> None:
        self._bot, self._holder, self._lost = bot, holder, lost
        self._until = monotonic() + GIVE_UP

    async def run(self) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY)
            began = monotonic()
            with suppress(*AWAY):  # `watch` knows how long that may last
                if not await in_database(partial(BotLease.objects.renew, self._bot, self._holder)):
                    return self._lose("taken_by_another")
                self._until = began + GIVE_UP

    async def watch(self) -> None:
        """Stop in time also where the database does not answer, or the process itself stood still."""
        while (left := self._until - monotonic()) > 0:
            await asyncio.sleep(left)
        self._lose("not_renewed")

    def _lose(self, reason: str) -> None:
        if not self._lost.is_set():
            logger.warning("lease_lost bot=%s reason=%s", self._bot, reason)
            self._lost.set()
