"""Deliveries that wait for a digest, and those that a digest told of instead of a message of their own."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, When
from django.utils import timezone

UNSETTLED = ("pending", "sending")
# What a digest told of keeps these; it follows its message in the others, also where that is sent again.
FINAL = ("sent", "cancelled")
# Rows that are changed by one statement where their keys have to be named.
BATCH = 2000


class HeldQuerySet(models.QuerySet[Any]):
    def held(self) -> Self:
        """Return those that wait for a digest, and that none has taken yet."""
        return self.filter(status=self.model.Status.HELD, digest=None)

    def due_in_digest(self, bot: int, now: datetime) -> Self:
        """Return the held ones of active chats of a bot whose slot has come, but for paused broadcasts.

        Each chat is looked up by its key alone: a join would be quadratic where the database believes that
        few chats are due.
        """
        chat = self.model.chat.field.related_model.objects.filter(pk=OuterRef("chat")).order_by()
        slot = Case(When(bot=bot, is_active=True, then=F("digest_at")))
        # Not by a join: whoever updates these must look at the status of the rows as they are then.
        paused = self.model.broadcast.field.related_model.objects.exclude(paused_at=None).order_by()
        going = self.held().exclude(broadcast__in=paused.values("pk"))
        return going.annotate(slot=Subquery(chat.values(slot=slot)[:1])).filter(slot__lte=now)

    def hold(self, deliveries: Sequence[models.Model]) -> None:
        """Hold claimed ones for the digest of their chats."""
        keys = [delivery.pk for delivery in deliveries]
        mine = self.filter(pk__in=keys, status=self.model.Status.SENDING, begun_at=None)
        mine.update(status=self.model.Status.HELD, lease_until=None)

    def settle_contents(self, digest: int, chats: Collection[int]) -> int:
        """Give what a digest tells these chats of the outcome of its message; return how many changed."""
        messages = self.model.objects.filter(broadcast=digest, chat__in=chats).order_by()
        by_status: dict[str, list[int]] = defaultdict(list)
        for chat, status in messages.values_list("chat", "status"):
            by_status["held" if status in UNSETTLED else status].append(chat)
        told = self.model.objects.filter(digest=digest).exclude(status__in=FINAL)
        return sum(
            told.filter(chat__in=these).exclude(status=new).update(status=new, settled_at=timezone.now())
            for new, these in by_status.items()
        )

    def settle_left_contents(self, digest: int) -> int:
        """Settle contents whose message has another outcome; return how many changed."""
        its = self.model.objects.filter(broadcast=digest, chat=OuterRef("chat")).values("status")
        told = self.model.objects.filter(digest=digest).exclude(status__in=FINAL).order_by()
        other = told.annotate(its=Subquery(its[:1])).exclude(its__in=UNSETTLED).exclude(its=F("status"))
        changed = 0
        while chats := set(other.values_list("chat", flat=True)[:BATCH]):
            changed += self.settle_contents(digest, chats)
        return changed
