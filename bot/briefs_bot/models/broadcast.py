"""The broadcast: one sending of one brief in one language."""

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from briefs_bot import bots
from briefs_bot.conf import settings
from briefs_bot.models.canary import Canary
from briefs_bot.models.chat import Chat
from briefs_bot.models.delivery import Delivery, DeliveryQuerySet
from briefs_bot.models.kept_counts import KeptCounts, KeptCountsQuerySet
from briefs_bot.models.stored_photo import StoredPhoto

logger = logging.getLogger(__name__)

# Of so many messages it is known which are concerned by a change of a digest; of more, all are edited.
FEW = 1000


def _is_time() -> Q:
    return Q(not_before=None) | Q(not_before__lte=timezone.now())


class BroadcastQuerySet(KeptCountsQuerySet, models.QuerySet["Broadcast"]):
    def unfinished(self) -> "BroadcastQuerySet":
        """Return those that are not paused and have something to address, send, release or amend."""
        its = Delivery.objects.filter(broadcast=OuterRef("pk"))
        waiting = Exists(its.due()) | Exists(its.abandoned()) | Exists(its.amendable())
        unaddressed = _is_time() & Q(addressed_at=None)
        return self.filter(unaddressed | waiting, paused_at=None, not_sent="")

    def news(self, brief_key: UUID, language: str) -> "BroadcastQuerySet":
        """Return the one broadcast of a new brief in a language, or nothing."""
        return self.filter(brief_key=brief_key, language=language, kind=Broadcast.Kind.NEW)

    def under_way(self) -> "BroadcastQuerySet":
        """Held, not addressed yet, or with deliveries that wait or are being sent."""
        waiting = Delivery.objects.filter(
            broadcast=OuterRef("pk"), status__in=(Delivery.Status.PENDING, Delivery.Status.SENDING)
        )
        return self.filter(Q(addressed_at=None) | ~Q(paused_at=None) | Exists(waiting))

    def before(self, broadcast: "Broadcast") -> "BroadcastQuerySet":
        return self.filter(bot=broadcast.bot, pk__lt=broadcast.pk).order_by("pk")

    def to_address(self) -> "BroadcastQuerySet":
        going = {"paused_at": None, "cancelled_at": None, "retracted_at": None}
        return self.filter(_is_time(), addressed_at=None, not_sent="", **going)

    def next_after(self, broadcast: "Broadcast") -> "Broadcast | None":
        """Return the next broadcast of the same bot with something due: it may have waited for this one."""
        due = Exists(Delivery.objects.filter(broadcast=OuterRef("pk")).due())
        younger = self.filter(due, bot=broadcast.bot, pk__gt=broadcast.pk, paused_at=None)
        return younger.order_by("pk").first()

    def recent(self) -> "BroadcastQuerySet":
        """Return those within the horizon, in which messages are still sent."""
        since = timezone.now() - timedelta(hours=settings.HORIZON)
        return self.filter(created_at__gt=since, retracted_at=None, not_sent="")

    def without_bot(self) -> "BroadcastQuerySet":
        """Return recent ones that wait until the site of their brief has a bot."""
        return self.recent().filter(bot=None, cancelled_at=None)

    def find_bots(self) -> None:
        """Give each waiting broadcast the bot that its site has by now, so that it is sent."""
        for broadcast in self.without_bot() if bots.tokens() else ():
            bot = bots.of_brief(broadcast.brief_id)
            if bot and self.filter(pk=broadcast.pk, bot=None).update(bot=bot.number):
                logger.info("broadcast_bot_found broadcast=%s bot=%s", broadcast.pk, bot.number)

    def readdress_corrections(self, of: "Broadcast") -> None:
        """Address the corrections of `of` again, as a message that arrived after all may need them."""
        since = timezone.now() - timedelta(hours=settings.HORIZON)
        its = self.filter(brief_key=of.brief_key, language=of.language, kind=Broadcast.Kind.CORRECTION)
        its.filter(created_at__gt=since, cancelled_at=None, retracted_at=None).update(addressed_at=None)

    def recount(self) -> None:
        """Count the deliveries, keep the counts, and settle what digests told of."""
        counted = self.take_counts()
        for key in Broadcast.objects.filter(pk__in=counted, kind=Broadcast.Kind.DIGEST).values_list(
            "pk", flat=True
        ):
            # No run settled them, as after a crash or a person's decision.
            if not counted[key].waiting and Delivery.objects.settle_left_contents(key):
                Broadcast.objects.filter(deliveries__digest=key).recount_later()

    def hold_pending(self, reason: str) -> "list[Broadcast]":
        """Pause those that would send something within their time; return them."""
        since = timezone.now() - timedelta(hours=settings.HORIZON)
        going = self.filter(paused_at=None, cancelled_at=None, retracted_at=None, not_sent="")
        in_time = Q(created_at__gt=since) | Q(not_before__gt=since)
        held = list(going.filter(in_time).under_way().order_by("pk"))
        for broadcast in held:
            broadcast.pause(reason)
        return held

    def to_purge(self) -> "BroadcastQuerySet":
        """Return those of which it need not be known any longer which chats got them, the oldest first.

        A brief that a digest told of comes after the digest, which is written anew from its briefs.
        """
        if settings.KEEP_DELIVERIES is None:
            return self.none()
        now, horizon = timezone.now(), timedelta(hours=settings.HORIZON)
        kept = max(timedelta(days=settings.KEEP_DELIVERIES), horizon)
        is_at_rest = Q(amend_after=None) | Q(amend_after__lt=now - horizon)
        held = Delivery.objects.filter(broadcast=OuterRef("pk"), status=Delivery.Status.HELD)
        old = self.filter(is_at_rest, purged_at=None, created_at__lt=now - kept)
        told = Delivery.objects.filter(broadcast=OuterRef("pk"), digest__isnull=False, digest__purged_at=None)
        return old.filter(~Exists(held), ~Exists(told)).order_by("pk")


class Broadcast(Canary, StoredPhoto, KeptCounts):
    class Kind(models.TextChoices):
        NEW = "new", _("New brief")
        CORRECTION = "correction", _("Correction")
        DIGEST = "digest", _("Digest")

    class NotSent(models.TextChoices):
        """Reasons why a public brief was not announced although its editor asked for it."""

        COPIED = "copied", _("A copy of a public brief is no news.")
        MOVED = "moved", _("It became public by being moved.")
        UNRESTRICTED = "unrestricted", _("It became public when its restriction was lifted.")
        EARLIER = "earlier", _("It was public before it could be announced.")

    # The number of the bot that sends it; empty while the brief's site has none.
    bot = models.BigIntegerField(_("bot"), null=True)
    # A digest, which has many briefs, has neither a brief, a topic nor a language.
    brief_id = models.BigIntegerField(_("brief"), null=True)
    brief_key = models.UUIDField(_("translation key of the brief"), null=True)
    topic = models.UUIDField(_("translation key of the topic"), null=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    # False where the brief's status is that of the topic's brief before.
    changes_status = models.BooleanField(default=True, db_default=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.NEW)
    title = models.CharField(_("headline"), max_length=255)
    # The text of a correction; empty for a new brief.
    note = models.CharField(_("note"), max_length=600, blank=True)
    created_at = models.DateTimeField(_("opened"), auto_now_add=True)
    # Where it is set, the row only informs editors, and nothing is sent.
    not_sent = models.CharField(
        _("why it was not sent"),
        max_length=16,
        choices=NotSent.choices,
        blank=True,
        default="",
        db_default="",
    )
    # The moment that an editor chose to notify followers; empty means at once.
    not_before = models.DateTimeField(_("not before"), null=True, editable=False)
    addressed_at = models.DateTimeField(_("addressed"), null=True, editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True)
    paused_reason = models.CharField(_("reason of the pause"), max_length=255, blank=True)
    # True where Telegram refused the message, and no person paused it.
    paused_itself = models.BooleanField(default=False, db_default=False, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    retracted_at = models.DateTimeField(_("retracted"), null=True, editable=False)
    # Goes up with each edit that changes the message; `digest` tells whether it does.
    revision = models.PositiveIntegerField(default=1, editable=False)
    # When the messages that show an older revision are brought up to date.
    amend_after = models.DateTimeField(null=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    # For a new brief: how many corrections it has had; for a correction: its number, from one.
    corrections = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    objects = BroadcastQuerySet.as_manager()

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["brief_id"], name="bot_broadcast_brief")]
        constraints = [
            # One for a new brief, whose note is empty; one for each different correction.
            models.UniqueConstraint(
                fields=["brief_key", "language", "kind", "note"], name="bot_broadcast_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def site(self) -> Site:
        """The site of its bot, looked up each time, as its settings may have changed."""
        return bots.get(self.bot).site

    def recount(self) -> None:
        Broadcast.objects.filter(pk=self.pk).recount()
        self.refresh_from_db(fields=["counts", "counted_at"])

    @property
    def repeats_status(self) -> bool:
        """Whether it is of a new brief that chats leave out which chose only changes of status."""
        return self.kind == Broadcast.Kind.NEW and not self.changes_status

    @property
    def due_at(self) -> datetime:
        return self.not_before or self.created_at

    @property
    def expires_at(self) -> datetime:
        return self.due_at + timedelta(hours=settings.HORIZON)

    @property
    def is_delayed(self) -> bool:
        """True while it waits for the moment that its editor chose."""
        return bool(self.not_before and self.not_before > timezone.now() and not self.addressed_at)

    def delay(self, minutes: int) -> None:
        self._write(not_before=timezone.now() + timedelta(minutes=minutes))
        logger.info("broadcast_delayed broadcast=%s minutes=%s", self.pk, minutes)

    def end_delay(self) -> None:
        self._write(not_before=timezone.now())
        logger.info("broadcast_delay_ended broadcast=%s", self.pk)

    def pause(self, reason: str, by_itself: bool = False) -> None:
        self._write(paused_at=timezone.now(), paused_reason=reason[:255], paused_itself=by_itself)
        logger.warning("broadcast_paused broadcast=%s reason=%r", self.pk, reason)

    def resume(self) -> None:
        """Go on with a paused broadcast; rejected messages are tried once more, as the cause may be fixed."""
        with transaction.atomic():
            if self.proven_at is None:
                self.deliveries.retry_rejected()
            self._write(paused_at=None, paused_reason="")
        self.recount()
        logger.info("broadcast_resumed broadcast=%s", self.pk)

    def cancel(self) -> int:
        """Cancel all deliveries that are not sent yet, also those retried later; return how many waited."""
        with transaction.atomic():
            self._write(cancelled_at=timezone.now())
            count = self.deliveries.cancel(_("Cancelled by hand."))
        self.recount()
        logger.info("broadcast_cancelled broadcast=%s chats=%s reason=by_hand", self.pk, count)
        return count

    def send_failed_again(self) -> int:
        """Send again what surely did not arrive, with a new horizon where it ran out; return how many."""
        with transaction.atomic():
            if timezone.now() > self.expires_at:
                self._write(created_at=timezone.now())
            count = self.deliveries.failed().send_again()
        self.recount()
        logger.info("broadcast_failed_resent broadcast=%s chats=%s", self.pk, count)
        return count

    def settle_arrived(self, deliveries: DeliveryQuerySet, message_id: int | None = None) -> int:
        """Settle uncertain ones among its `deliveries` as sent, as a person found the message there."""
        count = deliveries.filter(broadcast=self).arrived(message_id)
        if count:
            Broadcast.objects.readdress_corrections(self)
        self.recount()
        logger.info("uncertain_settled broadcast=%s arrived=%s", self.pk, count)
        return count

    def send_uncertain_again(self, deliveries: DeliveryQuerySet) -> int:
        """Send uncertain ones among its `deliveries` again, as a person did not find the message there."""
        count = deliveries.filter(broadcast=self).uncertain().send_again()
        self.recount()
        logger.info("uncertain_settled broadcast=%s sent_again=%s", self.pk, count)
        return count

    @transaction.atomic
    def reopen(self, bot: int, title: str, digest: str) -> None:
        """Address all followers who do not have the message, with a new horizon.

        What was withdrawn is sent again; the notices in the place of messages become messages again.
        """
        self.deliveries.without_message().delete()
        now = timezone.now()
        if self.retracted_at:
            self.revise(retracted_at=None)
            self.revise_digests()
        self._write(
            bot=bot,
            title=title,
            digest=digest,
            not_sent="",
            cancelled_at=None,
            created_at=now,
            not_before=None,
            addressed_at=None,
            proven_at=None,
            purged_counts=None if self.purged_at else self.purged_counts,
            purged_at=None,
        )
        self.recount()

    def revise(self, seconds: float = 0.0, **values: Any) -> None:
        """Store `values` as a new revision; messages are amended after `seconds`, so that edits gather."""
        later = timezone.now() + timedelta(seconds=seconds)
        this = Broadcast.objects.filter(pk=self.pk)
        this.update(revision=F("revision") + 1, amend_after=later, **values)
        self.refresh_from_db()

    @transaction.atomic
    def revise_digests(self, seconds: float = 0.0) -> list["Broadcast"]:
        """Have the digests that tell of its brief amended, in the chats that got it; return them."""
        digests = list(Broadcast.objects.filter(contents__broadcast=self).distinct())
        for digest in digests:
            chats = self.deliveries.filter(digest=digest).values("chat")
            messages = digest.deliveries.filter(chat__in=chats).values_list("pk", flat=True)
            concerned = list(messages[: FEW + 1])
            digest.revise(seconds)
            if len(concerned) <= FEW:
                digest.deliveries.exclude(pk__in=concerned).skip_revision(digest.revision)
        return digests

    @transaction.atomic
    def retract(self) -> None:
        """Cancel what is not sent, and take back sent messages as far as Telegram allows, paused or not."""
        self.revise(retracted_at=timezone.now(), paused_at=None, paused_reason="")
        count = self.deliveries.cancel(_("The brief was withdrawn."))
        if count:
            self.recount()
        said = "broadcast_withdrawn broadcast=%s cancelled=%s"
        transaction.on_commit(partial(logger.info, said, self.pk, count), robust=True)

    @property
    def amends_until(self) -> datetime:
        return (self.amend_after or self.created_at) + timedelta(hours=settings.HORIZON)

    @property
    def is_being_retracted(self) -> bool:
        """True while messages that were sent are still to be deleted or replaced."""
        if self.retracted_at is None or timezone.now() > self.amends_until:
            return False
        shown = Q(status=Delivery.Status.SENT, message_id__isnull=False, revision__lt=self.revision)
        return self.deliveries.filter(shown | Q(status=Delivery.Status.SENDING)).exists()

    @property
    def is_over(self) -> bool:
        """True when nothing more of it is sent to anybody."""
        return bool(self.cancelled_at or self.retracted_at) or timezone.now() > self.expires_at

    @property
    def goes_on(self) -> bool:
        """True while the database says that it was neither stopped nor corrected meanwhile."""
        return Broadcast.objects.filter(
            pk=self.pk, corrections=self.corrections, paused_at=None, cancelled_at=None, retracted_at=None
        ).exists()

    def has_changed(self) -> bool:
        """Return whether the database has a newer revision than this instance."""
        same = {"revision": self.revision, "corrections": self.corrections}
        return not Broadcast.objects.filter(pk=self.pk, **same).exists()

    def count_correction(self) -> int:
        Broadcast.objects.filter(pk=self.pk).update(corrections=F("corrections") + 1)
        self.refresh_from_db(fields=["corrections"])
        return self.corrections

    def reached(self, but: set[int]) -> list[Chat]:
        """Return up to three chats that have the message, or that of one of the two broadcasts before.

        Leave out channels, which accept no chat action, and the ids in `but`.
        """
        before = Broadcast.objects.filter(bot=self.bot, pk__lt=self.pk).exclude(addressed_at=None)
        for each in (self, *before.order_by("-pk")[:2]):
            sent = each.deliveries.filter(status=Delivery.Status.SENT, chat__is_active=True)
            sent = sent.exclude(chat__kind=Chat.Kind.CHANNEL).exclude(chat__in=but)
            if found := [delivery.chat for delivery in sent.select_related("chat").order_by()[:3]]:
                return found
        return []

    def _write(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=values.keys())

    @property
    def is_forgotten(self) -> bool:
        """True when chats may have it of which that is no longer known, as their deliveries are deleted."""
        counts, keep = self.delivery_counts, settings.KEEP_DELIVERIES
        is_old = keep is not None and timezone.now() > self.created_at + timedelta(days=keep)
        may_be_out = counts[Delivery.Status.SENT] or counts[Delivery.Status.UNCERTAIN]
        return bool(may_be_out and not self.retracted_at and (self.purged_at or is_old))
