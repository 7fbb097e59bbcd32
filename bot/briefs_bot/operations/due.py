"""The work that is due: the tasks of Celery and the command `send_due` do it alike."""

import logging

from briefs_bot import bots, guard
from briefs_bot.delivery import addressing, resting, running
from briefs_bot.digests import jobs, opening
from briefs_bot.models import Broadcast, IncomingUpdate
from briefs_bot.operations import alerts, retention

logger = logging.getLogger(__name__)


def find() -> list[int]:
    """Open the digests that are due; return the ids of the broadcasts that have something to do, in order.

    Those whose bot is not configured wait for it, those that rest are left out, and an installation that is
    silent has none.
    """
    Broadcast.objects.find_bots()
    if not guard.renew():
        return []
    opening.open_due()
    able = [bot.number for bot in bots.configured()]
    unfinished = Broadcast.objects.unfinished().filter(bot__in=able).order_by("pk")
    return resting.awake(list(unfinished.values_list("bot", "pk")))


def send(broadcast_id: int) -> Broadcast | None:
    """Address a broadcast that is not addressed yet; send and amend what is due, for a while.

    Return the broadcast to continue with where time ran out. A broadcast whose bot has no token or no site
    waits until it has one, one that its editor delayed until its moment, and one of a silent copy until
    somebody takes that over.
    """
    row = Broadcast.objects.get(pk=broadcast_id)
    if row.paused_at or row.not_sent or row.bot is None or row.is_delayed or guard.silence():
        return None
    try:
        bots.get(row.bot)
    except LookupError as error:
        logger.error("broadcast_waits broadcast=%s reason=%r", row.pk, str(error))
        return None
    addressing.address_in_order(row)
    return running.deliver(row, jobs.of)


def tidy() -> bool:
    """Count what may be miscounted, and delete what is too old: deliveries, chats that are gone, updates.

    Return whether administrators have to be told of a trouble.
    """
    Broadcast.objects.to_recount().recount()
    is_trouble = alerts.note()
    retention.purge()
    if missed := IncomingUpdate.objects.sweep():
        logger.warning("updates_expired updates=%s", missed)
    return is_trouble
