"""Finds out whether a follower misses a broadcast, without looking at all followers for each view."""

from typing import Any

from django.db.models import Exists, OuterRef

from briefs_bot.delivery.addressing import missing
from briefs_bot.models import Broadcast, Delivery, Subscription

Status: Any = Delivery.Status

# The newest subscriptions that are looked at.
NEWEST = 500


def is_missed(broadcast: Broadcast) -> bool:
    """Return whether a follower misses it, among those that it was not sent to and the newest ones.

    Usually one query, three at most; bounded by what failed and by NEWEST.
    """
    counts, lacking = broadcast.delivery_counts, missing(broadcast)
    if not counts.total:
        return lacking.exists()
    if counts[Status.EXPIRED] or counts[Status.CANCELLED]:
        not_sent = broadcast.deliveries.without_message().order_by().values("chat")
        if lacking.filter(pk__in=not_sent).exists():
            return True
    newest = _newest(broadcast)
    return bool(newest) and lacking.filter(pk__in=newest).exists()


def _newest(broadcast: Broadcast) -> set[int]:
    """Return the chats of the newest subscriptions that follow it, and were not addressed."""
    addressed = Exists(broadcast.deliveries.filter(chat=OuterRef("chat")))
    rows = Subscription.objects.filter(is_excluded=False).annotate(addressed=addressed).order_by("-pk")
    found = rows.values_list("chat", "topic", "chat__bot", "chat__is_active", "addressed")[:NEWEST]
    return {
        chat
        for chat, topic, bot, is_active, is_addressed in found
        if topic in (broadcast.topic, None) and bot == broadcast.bot and is_active and not is_addressed
    }
