"""The bot ends when it is told to, whatever it is at."""

import asyncio
import time

from asgiref.sync import async_to_sync, sync_to_async

from briefs_bot.updates.cancelling import cancel


def test_a_loop_that_is_in_the_database_when_it_is_cancelled_ends():
    """One cancellation is lost there, and the loop would ask Telegram again and again."""
    rounds = []

    async def loop():
        while True:
            await sync_to_async(time.sleep, thread_sensitive=False)(0.1)
            rounds.append(1)

    async def begin_and_end():
        task = asyncio.create_task(loop())
        await asyncio.sleep(0.15)
        await cancel([task])
        return task.cancelled()

    assert async_to_sync(begin_and_end)()
    assert len(rounds) <= 3
