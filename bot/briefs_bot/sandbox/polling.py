"""Long polling of getUpdates: only the newest call may wait."""

import asyncio

from .params import Params
from .refusals import Refused
from .world import World

LONGEST = 50  # seconds


async def wait_for_updates(world: World, params: Params) -> None:
    """Return when there are updates or the time is over."""
    queue = world.update_queue
    mine = queue.new_poll()
    queue.confirm_before(params.integer("offset"))
    seconds = min(params.integer("timeout"), LONGEST)
    if world.webhook.url or len(queue) or seconds <= 0:
        return
    await _wait(world, mine, seconds)
    if queue.poll != mine:
        raise Refused(
            409, "terminated by other getUpdates request; make sure that only one bot instance is running"
        )
    if world.webhook.url:
        raise Refused(409, "terminated by setWebhook request")


async def _wait(world: World, mine: int, seconds: float) -> None:
    queue, woken = world.update_queue, asyncio.Event()
    loop = asyncio.get_running_loop()

    def wake() -> None:
        # Updates may come from another thread.
        loop.call_soon_threadsafe(woken.set)

    queue.listeners.add(wake)
    try:
        async with asyncio.timeout(seconds):
            while not len(queue) and queue.poll == mine and not world.webhook.url:
                await woken.wait()
                woken.clear()
    except TimeoutError:
        pass
    finally:
        queue.listeners.discard(wake)
