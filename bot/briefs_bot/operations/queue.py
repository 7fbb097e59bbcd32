"""The queue of messages: how long the oldest of a bot has waited, and whether a worker has any in hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from briefs_bot import bots
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.models.broadcast import BroadcastQuerySet


@dataclass(frozen=True)
class Queue:
    """The messages of one bot that could be sent now: seconds that the oldest waits, 0 without one.

    A large broadcast takes hours; `is_in_hand` tells whether a worker has claimed some of them.
    """

    bot: int
    seconds: float
    is_in_hand: bool


def queues() -> list[Queue]:
    """Return the queue of each bot; two queries for each, answered by indexes."""
    return [_queue(bot.number) for bot in bots.configured()]


def _queue(bot: int) -> Queue:
    going = Broadcast.objects.recent().filter(bot=bot, paused_at=None, cancelled_at=None)
    claimed = Delivery.objects.filter(status=Delivery.Status.SENDING, lease_until__gte=timezone.now())
    in_hand = going.filter(Exists(claimed.filter(broadcast=OuterRef("pk")))).exists()
    return Queue(bot, _age([*_oldest_due(going), *_unaddressed(going)]), in_hand)


def _oldest_due(going: BroadcastQuerySet) -> Iterable[datetime]:
    due = Delivery.objects.due().filter(broadcast=OuterRef("pk")).order_by("not_before")
    oldest = going.annotate(oldest=Subquery(due.values("not_before")[:1]))
    return oldest.filter(oldest__isnull=False).values_list("oldest", flat=True).order_by()


def _unaddressed(going: BroadcastQuerySet) -> Iterable[datetime]:
    """Corrections are left out: they wait until the messages that they correct are sent."""
    waiting = going.to_address().exclude(kind=Broadcast.Kind.CORRECTION)
    return waiting.values_list(Coalesce(F("not_before"), F("created_at")), flat=True).order_by()


def _age(moments: Iterable[datetime]) -> float:
    return max(0.0, (timezone.now() - min(moments, default=timezone.now())).total_seconds())
