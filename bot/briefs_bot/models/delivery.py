"""The delivery: a broadcast for one chat, and its outcome."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from briefs_bot.conf import settings
from briefs_bot.models.arrivals import Arrival, record
from briefs_bot.models.held import HeldQuerySet

# Within a chat messages go out in the order of publication. One that waits longer than this many seconds for
# its next try, as where an administrator has to fix something, lets younger ones go ahead.
ORDER_WAIT = 120


class DeliveryQuerySet(HeldQuerySet, models.QuerySet["Delivery"]):
    def due(self) -> "DeliveryQuerySet":
        return self.filter(status=Delivery.Status.PENDING, not_before__lte=timezone.now())

    def in_order(self) -> "DeliveryQuerySet":
        """Leave out chats where an older message is being sent, or will be soon."""
        soon = timezone.now() + timedelta(seconds=ORDER_WAIT)
        waits = Q(not_before__lte=soon, broadcast__paused_at=None, broadcast__cancelled_at=None)
        older = Delivery.objects.filter(
            Q(status=Delivery.Status.SENDING) | waits,
            # In the words of the index.
            status__in=[Delivery.Status.PENDING, Delivery.Status.SENDING],
            chat=OuterRef("chat"),
            broadcast__lt=OuterRef("broadcast"),
        )
        return self.filter(~Exists(older))

    def waiting(self) -> "DeliveryQuerySet":
        """Return those that are not sent yet, and that no worker has begun."""
        claimed = Q(status=Delivery.Status.SENDING, begun_at=None)
        return self.filter(claimed | Q(status__in=(Delivery.Status.PENDING, Delivery.Status.HELD)))

    def abandoned(self) -> "DeliveryQuerySet":
        return self.filter(status=Delivery.Status.SENDING, lease_until__lt=timezone.now())

    def amendable(self) -> "DeliveryQuerySet":
        """Return sent ones that show an older revision and that no worker has claimed."""
        now = timezone.now()
        older = self.filter(status=Delivery.Status.SENT, revision__lt=F("broadcast__revision"))
        ripe = older.filter(broadcast__amend_after__lte=now, not_before__lte=now, chat__isnull=False)
        return ripe.exclude(message_id=None).exclude(lease_until__gte=now)

    def without_message(self) -> "DeliveryQuerySet":
        """Return those whose chat never got the message, or from which it was deleted."""
        never_sent = Q(status__in=(Delivery.Status.EXPIRED, Delivery.Status.CANCELLED))
        return self.filter(never_sent | Q(removed_at__isnull=False))

    def begun(self) -> "DeliveryQuerySet":
        return self.exclude(begun_at=None)

    @transaction.atomic
    def claim(self, size: int, **values: Any) -> list["Delivery"]:
        """Return up to `size` rows under a lease, so that no other worker gets them meanwhile."""
        lease = timezone.now() + timedelta(seconds=settings.LEASE)
        # MariaDB cannot lock the rows of one table alone.
        only = ("self",) if connection.features.has_select_for_update_of else ()
        unlocked = self.select_for_update(skip_locked=True, of=only)
        mine = list(unlocked.select_related("chat").order_by("not_before")[:size])
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in mine]).update(lease_until=lease, **values)
        for delivery in mine:
            delivery.lease_until = lease
        return mine

    def claim_due(self, size: int, corrections: int = 0) -> list["Delivery"]:
        values = {"status": Delivery.Status.SENDING, "begun_at": None, "corrections": corrections}
        return self.due().in_order().claim(size, **values)

    def claim_amendable(self, size: int) -> list["Delivery"]:
        return self.amendable().claim(size)

    def begin(self, block: Sequence["Delivery"]) -> list["Delivery"]:
        """Record that calls begin, as a crash in one leaves it uncertain. Return those still leased by us."""
        now = timezone.now()
        lease = now + timedelta(seconds=settings.LEASE)
        keys = [delivery.pk for delivery in block]
        claimed = {delivery.lease_until for delivery in block}
        ours = self.filter(pk__in=keys, status=Delivery.Status.SENDING, lease_until__in=claimed)
        if ours.update(begun_at=now, attempts=F("attempts") + 1, lease_until=lease) != len(keys):
            kept = set(self.filter(pk__in=keys, lease_until=lease).values_list("pk", flat=True))
            block = [delivery for delivery in block if delivery.pk in kept]
        for delivery in block:
            delivery.lease_until, delivery.attempts = lease, delivery.attempts + 1
        return list(block)

    def record_sent(self, arrivals: Sequence[Arrival]) -> None:
        if arrivals:
            record(self, arrivals)

    def record_removed(self, deliveries: Sequence["Delivery"]) -> None:
        """Record that Telegram deleted the messages of these deliveries."""
        keys = [delivery.pk for delivery in deliveries]
        self.filter(pk__in=keys).update(message_id=None, removed_at=timezone.now())

    def release_abandoned(self) -> tuple[int, int]:
        """Release what a dead worker had claimed; return how many are pending, and how many uncertain.

        A call that had begun may have been sent, the others surely were not.
        """
        left = self.abandoned()
        pending = left.filter(begun_at=None).update(status=Delivery.Status.PENDING, lease_until=None)
        reason = _("The worker stopped in the middle of the call; the message may have arrived.")
        uncertain = left.update(status=Delivery.Status.UNCERTAIN, lease_until=None, reason=str(reason))
        return pending, uncertain

    def cancel(self, reason: str) -> int:
        """Cancel what is not sent, also what a worker claimed and has not begun; return how many."""
        return self.waiting()._change(status=Delivery.Status.CANCELLED, reason=reason, lease_until=None)

    def unclaim(self, deliveries: Sequence["Delivery"], until: datetime | None = None) -> None:
        """Give back claimed ones of which no call has begun; they are due at once, or not before `until`."""
        keys = [delivery.pk for delivery in deliveries]
        mine = self.filter(pk__in=keys, status=Delivery.Status.SENDING, begun_at=None)
        later = {"not_before": until} if until else {}
        mine.update(status=Delivery.Status.PENDING, lease_until=None, **later)

    def forget(self, reason: str) -> None:
        """Keep the outcomes without the chats and the numbers of their messages; cancel what waits."""
        self.cancel(reason)
        # A worker that sends it at this moment may yet settle it as sent.
        self.filter(status=Delivery.Status.SENDING)._change(
            status=Delivery.Status.UNCERTAIN, reason=reason, lease_until=None
        )
        self.update(chat=None, message_id=None, reply_to=None)

    def hasten(self) -> int:
        """Make due what waits for its next try; return how many."""
        now = timezone.now()
        return self.filter(status=Delivery.Status.PENDING, not_before__gt=now).update(not_before=now)

    def expire(self, reason: str) -> int:
        waiting = self.filter(status=Delivery.Status.PENDING)
        return waiting._change(status=Delivery.Status.EXPIRED, reason=reason)

    def failed(self) -> "DeliveryQuerySet":
        """Return those that surely did not arrive and may be sent again: also of chats that came back."""
        lost = Q(status__in=(Delivery.Status.REJECTED, Delivery.Status.EXPIRED))
        return self.filter(lost | Q(status=Delivery.Status.GONE), chat__is_active=True)

    def uncertain(self) -> "DeliveryQuerySet":
        return self.filter(status=Delivery.Status.UNCERTAIN)

    def retry_rejected(self) -> int:
        return self.filter(status=Delivery.Status.REJECTED).send_again()

    def send_again(self) -> int:
        return self.filter(chat__isnull=False)._change(
            status=Delivery.Status.PENDING,
            not_before=timezone.now(),
            begun_at=None,
            attempts=0,
            reason="",
            digest=None,
        )

    def arrived(self, message_id: int | None = None) -> int:
        """Settle uncertain ones as sent, as a person found the message in the chat."""
        return self.uncertain()._change(status=Delivery.Status.SENT, message_id=message_id, reason="")

    def _change(self, **values: Any) -> int:
        """Update rows outside of a run, and have their broadcasts counted again; return how many changed."""
        touched = set(self.order_by().values_list("broadcast", flat=True).distinct())
        if not touched:
            return 0
        count = self.update(**values)
        Delivery.broadcast.field.related_model.objects.filter(pk__in=touched).recount_later()
        return count

    def skip_revision(self, revision: int) -> None:
        """Record that messages which were sent are the same in this revision."""
        self.filter(status=Delivery.Status.SENT, revision=revision - 1).update(revision=revision)

    def leave_as_they_are(self, revision: int, reason: str) -> int:
        """Give up amending messages to this revision; return how many."""
        older = self.filter(status=Delivery.Status.SENT, revision__lt=revision)
        return older.update(revision=revision, reason=reason)

    @transaction.atomic
    def purge(self, limit: int) -> int:
        """Delete up to `limit` of them, for good, and keep their counts; return how many."""
        found = self.order_by().select_for_update(skip_locked=True)
        rows = list(found.values_list("pk", "broadcast", "status", "reason")[:limit])
        if rows:
            broadcasts = Delivery.broadcast.field.related_model.objects
            broadcasts.note_purged([(*facts, 1) for _pk, *facts in rows])
            Delivery.objects.filter(pk__in=[pk for pk, *_facts in rows]).delete()
        return len(rows)


class Delivery(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Uncertain")
        REJECTED = "rejected", _("Rejected")
        GONE = "gone", _("Chat gone")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")
        HELD = "held", _("Waits for a digest")

    broadcast = models.ForeignKey("briefs_bot.Broadcast", models.CASCADE, related_name="deliveries")
    # Empty where the chat asked to be forgotten: the outcome stays counted.
    chat = models.ForeignKey("briefs_bot.Chat", models.CASCADE, null=True, related_name="deliveries")
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.PENDING)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, editable=False)
    begun_at = models.DateTimeField(null=True, editable=False)
    message_id = models.BigIntegerField(_("message"), null=True)
    # The message answered by a correction.
    reply_to = models.BigIntegerField(null=True, editable=False)
    has_photo = models.BooleanField(default=False, editable=False)
    # The revision of the broadcast that the chat shows.
    revision = models.PositiveIntegerField(default=0, editable=False)
    # How many corrections the brief had had when the message was claimed: it takes them into account.
    corrections = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True)
    # When the message was deleted from the chat; empty where it stayed, or became a notice.
    removed_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    # The digest that tells of the brief instead of a message of its own.
    digest = models.ForeignKey(
        "briefs_bot.Broadcast",
        models.SET_NULL,
        null=True,
        related_name="contents",
        db_index=False,
        editable=False,
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["broadcast", "chat"], name="bot_delivery_once")]
        indexes = [
            models.Index(
                fields=["broadcast", "not_before"],
                condition=Q(status__in=["pending", "sending"]),
                name="bot_delivery_open",
            ),
            models.Index(
                fields=["broadcast", "revision"], condition=Q(status="sent"), name="bot_delivery_sent"
            ),
            models.Index(
                fields=["chat", "broadcast"],
                condition=Q(status__in=["pending", "sending"]),
                name="bot_delivery_of_chat",
            ),
            models.Index(
                fields=["chat"], condition=Q(status="held", digest__isnull=True), name="bot_delivery_held"
            ),
            models.Index(
                fields=["digest", "chat"], condition=Q(digest__isnull=False), name="bot_delivery_digest"
            ),
            models.Index(
                fields=["broadcast", "digest"],
                condition=Q(digest__isnull=False),
                name="bot_delivery_told",
            ),
            # Answers `counting.count` without the rows.
            models.Index(fields=["broadcast", "status", "reason"], name="bot_delivery_counts"),
            models.Index(
                fields=["broadcast", "settled_at"], condition=Q(status="sent"), name="bot_delivery_times"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast_id} → {self.chat_id or '-'}: {self.status}"

    def settle(self, status: Any, reason: str = "") -> bool:
        return self._write(status=status, reason=reason[:255], settled_at=timezone.now(), lease_until=None)

    def postpone(self, seconds: float, reason: str = "") -> bool:
        later = timezone.now() + timedelta(seconds=seconds)
        return self._write(
            status=self.Status.PENDING,
            not_before=later,
            reason=reason[:255],
            lease_until=None,
            begun_at=None,
        )

    def arrived(self, message_id: int | None = None) -> None:
        self.broadcast.settle_arrived(Delivery.objects.filter(pk=self.pk), message_id)

    def send_again(self) -> None:
        self.broadcast.send_uncertain_again(Delivery.objects.filter(pk=self.pk))

    def _write(self, **values: Any) -> bool:
        """Update the row while the lease is ours; return whether it was."""
        mine = Delivery.objects.filter(pk=self.pk, status=self.Status.SENDING, lease_until=self.lease_until)
        if not mine.update(**values):
            return False
        for name, value in values.items():
            setattr(self, name, value)
        return True
