"""Opens the digests that are due: one broadcast for all chats of a bot whose slot has come."""

import logging
from datetime import datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from briefs_bot import bots
from briefs_bot.delivery.addressing import insert_deliveries
from briefs_bot.models import Broadcast, Chat, Delivery

logger = logging.getLogger(__name__)

# Chats for which one look plans again.
MOST_UNPLANNED = 1000
# The columns that decide when the next digest is due.
SLOT = ("frequency", "digest_hour", "digest_weekday", "time_zone")


class Every:
    """Something that each process does once in so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.last = seconds, float("-inf")

    def is_due(self) -> bool:
        now = monotonic()
        if now - self.last < self.seconds:
            return False
        self.last = now
        return True


look_for_unplanned = Every(3600)


def open_due() -> None:
    """Open a digest for each bot that has one due; doing so twice adds nothing."""
    if look_for_unplanned.is_due():
        _plan_unplanned()
    for bot in bots.configured():
        now = timezone.now()
        due = Chat.objects.filter(bot=bot.number, digest_at__lte=now)
        if due.exists():
            _open_or_pass(bot.number, due, now)


def _plan_unplanned() -> None:
    """Plan a digest where something is held and none is planned, as two changes at once may leave it."""
    slot = Chat.objects.filter(pk=OuterRef("chat")).order_by().values("digest_at")
    lost = Delivery.objects.held().annotate(slot=Subquery(slot[:1])).filter(slot=None)
    keys = list(lost.exclude(chat=None).values_list("chat", flat=True)[:MOST_UNPLANNED])
    if count := Chat.objects.filter(pk__in=keys, digest_at=None).update(digest_at=timezone.now()):
        logger.warning("digests_planned_again chats=%s", count)


@transaction.atomic
def _open_or_pass(bot: int, due: QuerySet[Chat], now: datetime) -> None:
    held = Delivery.objects.due_in_digest(bot, now)
    if held.exists():
        _open(bot, held, now)
    _advance(due, now)


def _open(bot: int, held: QuerySet[Delivery], now: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        digest = Broadcast.objects.create(
            bot=bot, kind=Broadcast.Kind.DIGEST, title=_("Digest"), addressed_at=now, counted_at=None
        )
    # Taking them is what makes it once: of two ticks at the same time, only one finds them untaken.
    taken = held.update(digest=digest)
    if taken:
        count = insert_deliveries(_addressees(digest), digest)
        logger.info("digest_opened broadcast=%s bot=%s chats=%s briefs=%s", digest.pk, bot, count, taken)
    else:
        digest.delete()


def _addressees(digest: Broadcast) -> QuerySet[Any]:
    nothing = Value(None, Delivery._meta.get_field("reply_to"))
    chats = Chat.objects.filter(pk__in=digest.contents.values("chat")).order_by()
    return chats.annotate(whom=F("pk"), answers=nothing)


def _advance(due: QuerySet[Chat], now: datetime) -> None:
    """Move the chats to their next slots; those that get briefs at once have none."""
    for values in due.order_by().values(*SLOT).distinct():
        schedule = Chat(**values).schedule
        if schedule:
            due.filter(**values).update(digest_at=schedule.next(now))
    # Where a message was held meanwhile, the next tick takes it.
    held = Delivery.objects.held().filter(chat=OuterRef("pk"))
    due.filter(~Exists(held), frequency=Chat.Frequency.INSTANT).update(digest_at=None)
