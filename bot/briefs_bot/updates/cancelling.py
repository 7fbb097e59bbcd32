"""Cancels asyncio tasks for certain."""

import asyncio
from collections.abc import Collection
from typing import Any

# Seconds after which a running task is cancelled again, and how many times.
RETRY_EVERY = 0.05
MAX_TRIES = 40


async def cancel(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel the tasks until they end; their errors are discarded.

    asgiref's `sync_to_async` swallows a cancellation that comes while its thread works, and the task goes on.
    """
    for _time in range(MAX_TRIES):
        going_on = [task for task in tasks if not task.done()]
        if not going_on:
            break
        for task in going_on:
            task.cancel()
        await asyncio.wait(going_on, timeout=RETRY_EVERY)
    for task in tasks:
        if task.done() and not task.cancelled():
            task.exception()  # retrieved, or asyncio would log it
