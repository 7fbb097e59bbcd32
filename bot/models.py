"""The ledger of the bot: who follows what, and what became of each message."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bot.conf import settings


class Chat(models.Model):
    class Kind(models.TextChoices):
        PRIVATE = "private", _("Subscriber")
        GROUP = "group", _("Group")
        CHANNEL = "channel", _("Channel")

    telegram_id = models.BigIntegerField(_("Telegram id"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    title = models.CharField(_("name"), max_length=255, blank=True)
    language = models.CharField(_("language"), max_length=16)
    is_active = models.BooleanField(_("active"), default=True)
    inactive_reason = models.CharField(_("reason"), max_length=255, blank=True)
    # What an administrator there has to mend; the chat keeps what it follows, and is tried again.
    broken_reason = models.CharField(_("trouble"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("chat")
        verbose_name_plural = _("chats")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title or str(self.telegram_id)

    @property
    def follows(self) -> set[UUID | None]:
        """The keys of the topics; None among them means everything."""
        return set(self.subscriptions.values_list("topic", flat=True))

    def toggle(self, topic: UUID | None) -> bool:
        """Follows or leaves a topic (None is everything); tells whether it follows now."""
        subscription, new = self.subscriptions.get_or_create(topic=topic)
        if not new:
            subscription.delete()
        return new

    def retire(self, reason: str) -> None:
        """Nothing more is sent; the subscriptions stay for the day the chat comes back."""
        self.is_active, self.inactive_reason = False, reason[:255]
        self.save(update_fields=["is_active", "inactive_reason"])
        self.deliveries.cancel(self.inactive_reason)

    def mark_broken(self, reason: str) -> None:
        self.broken_reason = reason[:255]
        self.save(update_fields=["broken_reason"])

    def come_back(self) -> None:
        if self.is_active:
            return
        self.is_active, self.inactive_reason = True, ""
        self.save(update_fields=["is_active", "inactive_reason"])

    @transaction.atomic
    def migrate(self, new_id: int) -> None:
        """Takes the id of the group's successor, and whatever was stored under it already."""
        twin = Chat.objects.filter(telegram_id=new_id).exclude(pk=self.pk).first()
        if twin:
            for topic in twin.follows - self.follows:
                self.toggle(topic)
            # What the successor got already, this chat has got.
            self.deliveries.filter(broadcast__in=twin.deliveries.begun().values("broadcast")).delete()
            twin.deliveries.exclude(broadcast__in=self.deliveries.values("broadcast")).update(chat=self)
            twin.delete()
        self.telegram_id = new_id
        self.save(update_fields=["telegram_id"])


class Subscription(models.Model):
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="subscriptions", verbose_name=_("chat"))
    # The topic's translation key, so in every language; empty means everything.
    topic = models.UUIDField(_("topic"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["chat", "topic"], name="bot_follows_topic_once"),
            models.UniqueConstraint(fields=["chat"], condition=Q(topic=None), name="bot_follows_all_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chat} → {self.topic or '*'}"


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    def unfinished(self) -> "BroadcastQuerySet":
        """Not paused, and not yet addressed or with something that is due or was left behind."""
        its = Delivery.objects.filter(broadcast=OuterRef("pk"))
        waiting = Exists(its.due()) | Exists(its.abandoned()) | Exists(its.amendable())
        return self.filter(Q(addressed_at=None) | waiting, paused_at=None)

    def with_counts(self) -> "BroadcastQuerySet":
        counts = {
            f"n_{s}": Count("deliveries", filter=Q(deliveries__status=s)) for s in Delivery.Status.values
        }
        return self.annotate(**counts)


class Broadcast(models.Model):
    class Kind(models.TextChoices):
        NEW = "new", _("New brief")
        CORRECTION = "correction", _("Correction")

    brief_id = models.BigIntegerField(_("brief"))
    brief_key = models.UUIDField(_("translation key of the brief"))
    topic = models.UUIDField(_("translation key of the topic"))
    language = models.CharField(_("language"), max_length=16)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.NEW)
    title = models.CharField(_("headline"), max_length=255)
    # What a correction says; empty for a new brief.
    note = models.CharField(_("note"), max_length=600, blank=True)
    created_at = models.DateTimeField(_("opened"), auto_now_add=True)
    addressed_at = models.DateTimeField(_("addressed"), null=True, editable=False)
    # The first delivery goes alone: when Telegram took it, the others follow.
    proven_at = models.DateTimeField(_("proven"), null=True, editable=False)
    canary_until = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True)
    paused_reason = models.CharField(_("reason of the pause"), max_length=255, blank=True)
    retracted_at = models.DateTimeField(_("retracted"), null=True, editable=False)
    # Goes up with each edit that changes the message; `digest` tells whether it does.
    revision = models.PositiveIntegerField(default=1, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    photo_file_id = models.CharField(max_length=255, blank=True, editable=False)
    photo_refused = models.BooleanField(default=False, editable=False)

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            # One for a new brief, whose note is empty; one for each different correction.
            models.UniqueConstraint(
                fields=["brief_key", "language", "kind", "note"], name="bot_broadcast_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def expires_at(self) -> datetime:
        return self.created_at + timedelta(hours=settings.HORIZON)

    def pause(self, reason: str) -> None:
        self._write(paused_at=timezone.now(), paused_reason=reason[:255])

    def resume(self) -> None:
        self._write(paused_at=None, paused_reason="")

    def cancel(self, reason: str) -> int:
        """What is not sent yet stays unsent; tells how many chats that concerns."""
        return self.deliveries.cancel(reason)

    @transaction.atomic
    def retract(self) -> None:
        """The messages are taken back as far as Telegram lets us; nothing more is sent."""
        Broadcast.objects.filter(pk=self.pk).update(retracted_at=timezone.now(), revision=F("revision") + 1)
        self.deliveries.cancel(_("The brief was withdrawn."))
        self.deliveries.to_amend(0)

    def take_canary(self) -> bool:
        """True for the one worker that may send the first delivery now."""
        now = timezone.now()
        free = Q(canary_until=None) | Q(canary_until__lt=now)
        mine = Broadcast.objects.filter(free, pk=self.pk, proven_at=None, paused_at=None)
        return bool(mine.update(canary_until=now + timedelta(seconds=settings.LEASE)))

    def prove(self) -> None:
        self._write(proven_at=timezone.now(), canary_until=None)

    def drop_canary(self) -> None:
        self._write(canary_until=None)

    def _write(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=values.keys())


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self) -> "DeliveryQuerySet":
        return self.filter(status=Delivery.Status.PENDING, not_before__lte=timezone.now())

    def abandoned(self) -> "DeliveryQuerySet":
        return self.filter(status=Delivery.Status.SENDING, lease_until__lt=timezone.now())

    def amendable(self) -> "DeliveryQuerySet":
        """Sent, but showing an older text; and nobody is at it."""
        now = timezone.now()
        return self.filter(amend=True, not_before__lte=now).exclude(lease_until__gte=now)

    def begun(self) -> "DeliveryQuerySet":
        return self.exclude(begun_at=None)

    @transaction.atomic
    def claim(self, size: int, **values: Any) -> list["Delivery"]:
        """Takes up to `size` for as long as the lease; no other worker gets them meanwhile."""
        lease = timezone.now() + timedelta(seconds=settings.LEASE)
        unlocked = self.select_for_update(skip_locked=True, of=("self",))
        mine = list(unlocked.select_related("chat").order_by("not_before")[:size])
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in mine]).update(lease_until=lease, **values)
        for delivery in mine:
            delivery.lease_until = lease
        return mine

    def claim_due(self, size: int) -> list["Delivery"]:
        return self.due().claim(size, status=Delivery.Status.SENDING, begun_at=None)

    def claim_amendable(self, size: int) -> list["Delivery"]:
        return self.amendable().claim(size)

    def release_abandoned(self) -> None:
        """A worker died: what it had begun may have been sent, the rest surely was not."""
        left = self.abandoned()
        left.filter(begun_at=None).update(status=Delivery.Status.PENDING, lease_until=None)
        reason = _("The worker stopped in the middle of the call; the message may have arrived.")
        left.update(status=Delivery.Status.UNCERTAIN, lease_until=None, reason=str(reason))

    def cancel(self, reason: str) -> int:
        return self.filter(status=Delivery.Status.PENDING).update(
            status=Delivery.Status.CANCELLED, reason=reason
        )

    def expire(self, reason: str) -> int:
        return self.filter(status=Delivery.Status.PENDING).update(
            status=Delivery.Status.EXPIRED, reason=reason
        )

    def to_amend(self, seconds: float) -> int:
        """Marks what was sent to be brought up to date, after a moment in which further edits may come."""
        later = timezone.now() + timedelta(seconds=seconds)
        sent = self.filter(status=Delivery.Status.SENT).exclude(message_id=None)
        return sent.update(amend=True, not_before=later, attempts=0)


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

    broadcast = models.ForeignKey(Broadcast, models.CASCADE, related_name="deliveries")
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="deliveries")
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.PENDING)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, editable=False)
    begun_at = models.DateTimeField(null=True, editable=False)
    message_id = models.BigIntegerField(_("message"), null=True)
    # The message answered by a correction.
    reply_to = models.BigIntegerField(null=True, editable=False)
    has_photo = models.BooleanField(default=False, editable=False)
    amend = models.BooleanField(default=False, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True)
    reason = models.CharField(_("reason"), max_length=255, blank=True)

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
                fields=["broadcast", "not_before"], condition=Q(amend=True), name="bot_delivery_amend"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast_id} → {self.chat_id}: {self.status}"

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
        """A person found an uncertain message in the chat."""
        Delivery.objects.filter(pk=self.pk, status=self.Status.UNCERTAIN).update(
            status=self.Status.SENT, message_id=message_id, reason=""
        )

    def send_again(self) -> None:
        """A person did not find an uncertain message in the chat."""
        Delivery.objects.filter(pk=self.pk, status=self.Status.UNCERTAIN).update(
            status=self.Status.PENDING, not_before=timezone.now(), begun_at=None, attempts=0, reason=""
        )

    def _write(self, **values: Any) -> bool:
        """Only as long as the lease is ours."""
        mine = Delivery.objects.filter(pk=self.pk, status=self.Status.SENDING, lease_until=self.lease_until)
        if not mine.update(**values):
            return False
        for name, value in values.items():
            setattr(self, name, value)
        return True
