"""The public Celery tasks of the bot: they take ids, and running one again does no harm."""

from typing import Any

from celery import shared_task

from briefs_bot.delivery import broker
from briefs_bot.operations import alerts, due, health, routing

# Seconds between two ticks; a task queued by the last one expires, as the next queues it again.
TICK = 10.0
HOUR = 3600


# Long limits, as a host's own could kill it in the middle of a call; a run ends by itself.
@shared_task(ignore_result=True, soft_time_limit=HOUR, time_limit=2 * HOUR)
def broadcast(broadcast_id: int) -> None:
    """Send and amend what is due of a broadcast, and queue the one to continue with."""
    if following := due.send(broadcast_id):
        enqueue(following.pk)


def enqueue(broadcast_id: int, **options: Any) -> bool:
    """Queue `broadcast`, for the workers of its bot; return whether the broker took it in time."""
    if queue := routing.queue_of(broadcast_id):
        options["queue"] = queue
    return broker.enqueue(broadcast, broadcast_id, **options)


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
    for pk in due.find():
        enqueue(pk, expires=TICK)
    if due.tidy():
        broker.enqueue(tell_of_trouble, expires=TICK)
