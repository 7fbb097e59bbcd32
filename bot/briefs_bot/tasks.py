"""The public Celery tasks of the bot: they take ids, and running one again does no harm."""

import logging

from celery import shared_task

from briefs_bot import bots, guard
from briefs_bot.delivery import addressing, broker, running
from briefs_bot.digests import jobs, opening
from briefs_bot.models import Broadcast, IncomingUpdate
from briefs_bot.operations import alerts, health, retention

logger = logging.getLogger(__name__)

# Seconds between two ticks; a task queued by the last one expires, as the next queues it again.
TICK = 10.0
HOUR = 3600


# Long limits, as a host's own could kill it in the middle of a call; a run ends by itself.
@shared_task(ignore_result=True, soft_time_limit=HOUR, time_limit=2 * HOUR)
def broadcast(broadcast_id: int) -> None:
    """Address a broadcast that is not addressed yet; send and amend what is due.

    A broadcast whose bot has no token or no site waits until it has one, one that its editor delayed until
    its moment, and one of a silent copy until somebody takes that over; the tick queues it then.
    """
    row = Broadcast.objects.get(pk=broadcast_id)
    if row.paused_at or row.not_sent or row.bot is None or row.is_delayed or guard.silence():
        return
    try:
        bots.get(row.bot)
    except LookupError as error:
        logger.error("broadcast_waits broadcast=%s reason=%r", row.pk, str(error))
        return
    addressing.address_in_order(row)
    if following := running.deliver(row, jobs.of):
        broker.enqueue(broadcast, following.pk)


@shared_task(ignore_result=True)
def tell_of_trouble() -> None:
    """Tell administrators by mail and on Telegram of troubles that begin or end."""
    alerts.tell()


@shared_task(ignore_result=True)
def tick() -> None:
    """Open the digests that are due; queue what a dead broker, worker or Telegram left unfinished.

    Count what may be miscounted. Delete what is too old: deliveries, chats that are gone, and updates.
    """
    health.record_tick()
    Broadcast.objects.find_bots()
    if guard.renew():
        opening.open_due()
        _queue_unfinished()
    Broadcast.objects.to_recount().recount()
    if alerts.note():
        broker.enqueue(tell_of_trouble, expires=TICK)
    retention.purge()
    if missed := IncomingUpdate.objects.sweep():
        logger.warning("updates_expired updates=%s", missed)


def _queue_unfinished() -> None:
    able = [bot.number for bot in bots.configured()]
    unfinished = Broadcast.objects.unfinished().filter(bot__in=able).order_by("pk")
    for pk in unfinished.values_list("pk", flat=True):
        broker.enqueue(broadcast, pk, expires=TICK)
