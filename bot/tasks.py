"""(public) The Celery tasks of the bot: doors, ids in. Running one again does no harm."""

from celery import shared_task

from bot import bots, outbox
from bot.models import Broadcast

# Seconds between two ticks; an unread order of the last one is void, as the next repeats it.
TICK = 10.0


@shared_task
def broadcast(broadcast_id: int) -> None:
    """Addresses a broadcast that is not addressed yet, and sends or amends what is due.

    Pauses it where the bot that should send it has no token, or its site is gone.
    """
    row = Broadcast.objects.get(pk=broadcast_id)
    if row.paused_at:
        return
    try:
        bots.get(row.bot)
    except LookupError as error:
        row.pause(str(error))
        return
    if row.addressed_at is None:
        outbox.address(row)
    outbox.deliver(row)


@shared_task
def tick() -> None:
    """Finds whatever a dead broker, worker or Telegram left behind."""
    for pk in Broadcast.objects.unfinished().values_list("pk", flat=True):
        broadcast.apply_async([pk], expires=TICK)
