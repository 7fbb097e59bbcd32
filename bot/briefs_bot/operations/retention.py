"""Deletes deliveries by their age, and chats that are gone or stopped: a little with each tick."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from briefs_bot.conf import settings
from briefs_bot.models import Broadcast, Chat, Delivery, Previewer
from briefs_bot.telegram import reasons

logger = logging.getLogger(__name__)

# Deliveries and chats that one call deletes at most: some hundredths of a second, in short statements.
DELIVERIES = 2000
CHATS = 50
# Reasons by which a chat is inactive: Telegram's, or the update that told of it.
GONE = (*{*reasons.GONE.values(), reasons.LOST}, "blocked", "removed")
STOPPED = ("/stop",)


def purge() -> None:
    """Delete a part of what is too old; the next calls go on with it."""
    left = DELIVERIES
    for broadcast in Broadcast.objects.to_purge()[:CHATS]:
        left -= _purge_broadcast(broadcast, left)
        if left <= 0:
            return
    _purge_chats(_too_old(GONE, settings.KEEP_CHATS), left)
    _purge_chats(_too_old(STOPPED, settings.KEEP_STOPPED), left)


def _purge_broadcast(broadcast: Broadcast, limit: int) -> int:
    count = broadcast.deliveries.all().purge(limit)
    if not broadcast.deliveries.exists():
        Broadcast.objects.filter(pk=broadcast.pk).update(purged_at=timezone.now())
        logger.info("broadcast_purged broadcast=%s", broadcast.pk)
    return count


def _too_old(why: tuple[str, ...], days: int | None) -> QuerySet[Chat]:
    if days is None:
        return Chat.objects.none()
    since = timezone.now() - timedelta(days=days)
    return Chat.objects.filter(inactive_since__lt=since, is_active=False, inactive_reason__in=why)


def _purge_chats(chats: QuerySet[Chat], limit: int) -> None:
    """Delete chats whose deliveries could be deleted within the limit."""
    keys = list(chats.order_by("inactive_since").values_list("pk", flat=True)[:CHATS])
    if not keys:
        return
    Delivery.objects.filter(chat__in=keys).purge(limit)
    its = Delivery.objects.filter(chat=OuterRef("pk"))
    with transaction.atomic():
        # Locked and asked again, as one may be back.
        done = chats.select_for_update(skip_locked=True).filter(~Exists(its), pk__in=keys)
        found = [chat.pk for chat in done]
        # The rows of editors stay, as they count tests.
        Previewer.objects.filter(chat__in=found).unlink()
        count = Chat.objects.filter(pk__in=found).delete()[1].get(Chat._meta.label, 0)
    if count:
        logger.info("chats_purged chats=%s", count)
