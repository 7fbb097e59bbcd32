"""Holds messages back for a digest: in quiet hours, and where several wait after an outage."""

import logging
from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from briefs_bot.models import Broadcast, Chat, Delivery

logger = logging.getLogger(__name__)

# Of several messages that are later than this, subscribers get one digest instead of a burst.
CATCH_UP_AFTER = timedelta(hours=2)


def without_held(broadcast: Broadcast, claimed: list[Delivery]) -> list[Delivery]:
    """Hold claimed deliveries whose chats want them later; return the others."""
    if broadcast.kind == Broadcast.Kind.DIGEST:
        return claimed
    now = timezone.now()
    moments = {d.pk: until for d in claimed if (until := d.chat.held_until(now))}
    others = [delivery for delivery in claimed if delivery.pk not in moments]
    moments |= dict.fromkeys(_in_bursts(broadcast, others, now), now)
    by_moment: dict[datetime, list[Delivery]] = defaultdict(list)
    for delivery in claimed:
        if delivery.pk in moments:
            by_moment[moments[delivery.pk]].append(delivery)
    for moment, held in by_moment.items():
        _hold(held, moment)
    if moments:
        logger.info("deliveries_held broadcast=%s chats=%s", broadcast.pk, len(moments))
    return [delivery for delivery in claimed if delivery.pk not in moments]


def without_quiet(claimed: list[Delivery]) -> list[Delivery]:
    """Put off digests until the quiet hours of their chats end; return the others."""
    now = timezone.now()
    by_moment: dict[datetime | None, list[Delivery]] = defaultdict(list)
    for delivery in claimed:
        quiet = delivery.chat.quiet_hours
        by_moment[quiet.end_after(now) if quiet else None].append(delivery)
    others = by_moment.pop(None, [])
    for moment, late in by_moment.items():
        Delivery.objects.unclaim(late, moment)
    return others


def _in_bursts(broadcast: Broadcast, deliveries: list[Delivery], now: datetime) -> list[int]:
    """Return those of subscribers for whom other messages wait, too, where this one is late."""
    if broadcast.kind != Broadcast.Kind.NEW or now - broadcast.due_at < CATCH_UP_AFTER:
        return []
    people = {d.chat_id: d.pk for d in deliveries if d.chat.kind == Chat.Kind.PRIVATE}
    waiting: set[int] = set()
    for others in (Delivery.objects.due(), Delivery.objects.held()):
        its = others.filter(chat__in=people).exclude(broadcast=broadcast).order_by()
        waiting.update(its.values_list("chat", flat=True))
    return [pk for chat, pk in people.items() if chat in waiting]


@transaction.atomic
def _hold(deliveries: list[Delivery], until: datetime) -> None:
    Delivery.objects.hold(deliveries)
    chats = Chat.objects.filter(pk__in=[delivery.chat_id for delivery in deliveries])
    chats.filter(Q(digest_at=None) | Q(digest_at__gt=until)).update(digest_at=until)
