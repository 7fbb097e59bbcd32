"""The end of the bot while it is busy."""

import asyncio
import time

from asgiref.sync import async_to_sync, sync_to_async

from briefs_bot.updates.cancelling import cancel


def test_a_loop_that_is_cancelled_in_the_database_ends():
    """Cancel in the database, where one cancellation is lost and the loop would go on polling."""
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
