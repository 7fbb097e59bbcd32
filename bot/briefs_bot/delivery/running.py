"""Runs the jobs of a broadcast, then those of the next ones in the same chats, until time is up."""

from time import monotonic

from asgiref.sync import async_to_sync

from briefs_bot import bots
from briefs_bot.delivery import stopping
from briefs_bot.delivery.amending import Amending
from briefs_bot.delivery.announcing import Announcing
from briefs_bot.delivery.job import Job
from briefs_bot.delivery.sender import RUN_SECONDS, Sender
from briefs_bot.models import Broadcast
from briefs_bot.telegram import courier
from briefs_bot.telegram.limiter import open_limiter


def deliver(broadcast: Broadcast) -> Broadcast | None:
    """Send what is due and amend what was sent. Return the broadcast to continue with where time ran out."""
    end = monotonic() + RUN_SECONDS
    following: Broadcast | None = broadcast
    with stopping.deferred():
        while following and _deliver(following) and not stopping.is_requested():
            following = Broadcast.objects.next_after(following)
            if following and monotonic() > end:
                return following
    return None


def _deliver(broadcast: Broadcast) -> bool:
    broadcast.deliveries.all().release_abandoned()
    token = bots.get(broadcast.bot).token
    has_sent = async_to_sync(_run)(Announcing(broadcast), token)
    async_to_sync(_run)(Amending(broadcast), token)
    return has_sent


async def _run(job: Job, token: str) -> bool:
    async with courier.open_bot(token) as bot, open_limiter(bots.number(token)) as limiter:
        return await Sender(job, bot, limiter).run()
