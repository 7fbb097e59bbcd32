"""Runs the jobs of a broadcast, then those of the next ones in the same chats, until time is up."""

import logging
from collections.abc import Callable, Sequence
from time import monotonic

from asgiref.sync import async_to_sync

from briefs_bot import bots, guard
from briefs_bot.delivery import counting, stopping
from briefs_bot.delivery.job import Job
from briefs_bot.delivery.sender import RUN_SECONDS, Sender
from briefs_bot.models import Broadcast
from briefs_bot.telegram import courier
from briefs_bot.telegram.limiter import open_limiter

logger = logging.getLogger(__name__)


Jobs = Callable[[Broadcast], Sequence[Job]]


def deliver(broadcast: Broadcast, jobs: Jobs) -> Broadcast | None:
    """Run the jobs of a broadcast. Return the broadcast to continue with where time ran out."""
    end = monotonic() + RUN_SECONDS
    following: Broadcast | None = broadcast
    with stopping.deferred():
        while following and _deliver(following, jobs) and not stopping.is_requested():
            following = Broadcast.objects.next_after(following)
            if following and monotonic() > end:
                return following
    return None


def _deliver(broadcast: Broadcast, jobs: Jobs) -> bool:
    if not guard.renew():
        return False
    pending, uncertain = broadcast.deliveries.all().release_abandoned()
    if pending or uncertain:
        said = "deliveries_released broadcast=%s pending=%s uncertain=%s"
        logger.warning(said, broadcast.pk, pending, uncertain)
    token = bots.get(broadcast.bot).token
    try:
        has_sent, *_others = [async_to_sync(_run)(job, token) for job in jobs(broadcast)]
    finally:
        Broadcast.objects.filter(pk=broadcast.pk).recount()
    return has_sent


async def _run(job: Job, token: str) -> bool:
    async with courier.open_bot(token) as bot, open_limiter(bots.number(token)) as limiter:
        began = monotonic()
        try:
            async with counting.regularly(job.broadcast):
                return await Sender(job, bot, limiter).run()
        finally:
            _log(job, monotonic() - began)


def _log(job: Job, seconds: float) -> None:
    counts = " ".join(f"{name}={count}" for name, count in job.counts.items() if count)
    if counts:
        logger.info("broadcast_run broadcast=%s %s seconds=%.1f", job.broadcast.pk, counts, seconds)
