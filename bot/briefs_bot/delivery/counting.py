"""Keeps the counts of a broadcast up to date while it is sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError

from briefs_bot.models import Broadcast

# Seconds until the first count, then between two, and at least so many times what one takes.
FIRST = 0.5
EVERY = 3.0
TIMES = 20


@asynccontextmanager
async def regularly(broadcast: Broadcast) -> AsyncIterator[None]:
    """Count every few seconds until the block is left; whoever opened it counts afterwards."""
    over = asyncio.Event()
    counting = asyncio.create_task(_count(broadcast.pk, over))
    try:
        yield
    finally:
        # Never cancelled: it may be in the middle of a query.
        over.set()
        await counting


async def _count(broadcast_id: int, over: asyncio.Event) -> None:
    pause = FIRST
    while not await _comes(over, pause):
        began = monotonic()
        # A database that is restarted meanwhile is asked again the next time.
        with suppress(OperationalError, InterfaceError):
            await sync_to_async(Broadcast.objects.filter(pk=broadcast_id).recount)()
        pause = max(EVERY, TIMES * (monotonic() - began))


async def _comes(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
