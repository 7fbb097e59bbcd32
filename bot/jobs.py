"""The two jobs of a broadcast: to send it to who has not got it, and to bring what was sent up to date."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from random import uniform

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from telegram import Bot

from bot import courier, ledger, refusals, rendering, stopping
from bot.job import Answer
from bot.models import Broadcast, Chat, Delivery
from bot.values import Message, Place

logger = logging.getLogger(__name__)

# Between two tries of what surely was not sent, in seconds, give or take a quarter; the last one repeats.
RETRY_AFTER = (15, 60, 300, 900)
# How long chats are left alone that all at once seem to be gone, and after how many tries that is believed.
DOUBT = 900.0
BELIEVED_AFTER = 3


class Announcing:
    """Each chat gets the message at most once known."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.broadcast = broadcast
        # By revision: while one batch is under way, the next may carry a newer text.
        self._messages: dict[int, Message] = {}

    @property
    def cautious(self) -> bool:
        return self.broadcast.proven_at is None

    def claim(self, size: int) -> list[Delivery]:
        """Asks the reader before each batch: the brief may have been withdrawn meanwhile."""
        self.broadcast.refresh_from_db()
        if self.broadcast.paused_at or stopping.is_requested():
            return []
        deliveries = self.broadcast.deliveries.all()
        if timezone.now() > self.broadcast.expires_at:
            deliveries.expire(_("The time to send it ran out."))
            return []
        if self.broadcast.cancelled_at:
            deliveries.cancel(_("Cancelled by hand."))
            return []
        message = None if self.broadcast.retracted_at else rendering.message(self.broadcast)
        if message is None:
            deliveries.cancel(_("The brief is no longer public."))
            return []
        if self.broadcast.has_changed():
            # The message may be newer than the revision that was read before it.
            return self.claim(size)
        self._messages[self.broadcast.revision] = message
        claimed = self._canary() if self.cautious else self._claim(size)
        return _to_show(self.broadcast.revision, claimed)

    def _claim(self, size: int) -> list[Delivery]:
        return _who_stayed(self.broadcast.deliveries.all().claim_due(size, self.broadcast.corrections))

    def _canary(self) -> list[Delivery]:
        if not self.broadcast.take_canary():
            return []
        first = self._claim(1)
        if not first:
            self.broadcast.drop_canary()
        return first

    def begin(self, block: Sequence[Delivery]) -> list[Delivery]:
        if self.broadcast.goes_on and not stopping.is_requested():
            return ledger.begin(block)
        self.give_back(block, 0)
        return []

    async def call(self, bot: Bot, delivery: Delivery) -> courier.Receipt:
        message = self._messages[delivery.revision]
        place = Place(delivery.chat.telegram_id, delivery.reply_to)
        return await courier.send(bot, place, message)

    def settle(self, answers: Sequence[Answer]) -> None:
        sent = [(a.delivery, a.receipt) for a in answers if a.receipt]
        ledger.arrived(
            [
                ledger.Arrival(d.pk, d.revision, receipt.message_id, bool(receipt.photo_file_id))
                for d, receipt in sent
            ]
        )
        if any(is_late(delivery) for delivery, _receipt in sent):
            Broadcast.objects.readdress_corrections(self.broadcast)
        for delivery, receipt in sent:
            if delivery.chat.broken_reason:
                delivery.chat.mark_broken("")
            _remember_photo(self.broadcast, self._messages[delivery.revision], receipt)
        for answer in answers:
            if answer.refusal:
                settle_refused(answer.delivery, answer.refusal)
        if self.cautious:
            self._learn(answers)

    def _learn(self, answers: Sequence[Answer]) -> None:
        """From the canary: whether Telegram takes the message, and where it keeps the photo."""
        for answer in answers:
            if answer.receipt and answer.receipt.photo_barred and self._uploads(answer.delivery):
                continue  # the next chat shows what Telegram makes of the photo
            if answer.receipt:
                self.broadcast.prove()
            elif isinstance(answer.refusal, refusals.Rejected):
                self.broadcast.pause(answer.refusal.reason)
                logger.error("Telegram refused broadcast %s: %s", self.broadcast.pk, answer.refusal)
        if self.cautious:
            self.broadcast.drop_canary()

    def _uploads(self, delivery: Delivery) -> bool:
        return isinstance(self._messages[delivery.revision].photo, bytes)

    def doubt(self, answers: Sequence[Answer]) -> None:
        """Many chats gone all at once: rather Telegram's trouble than theirs, until it stays so."""
        for answer in answers:
            if answer.delivery.attempts >= BELIEVED_AFTER and answer.refusal:
                settle_refused(answer.delivery, answer.refusal)
            else:
                answer.delivery.postpone(DOUBT, answer.refusal.reason if answer.refusal else "")

    def reached(self, but: set[int]) -> list[Chat]:
        return self.broadcast.reached(but)

    def give_back(self, deliveries: Sequence[Delivery], seconds: float) -> None:
        for delivery in deliveries:
            delivery.postpone(seconds)
        if self.cautious:
            # It was not sent, so another chat may be the first.
            self.broadcast.drop_canary()


class Amending:
    """Edits or takes back what was sent. Doing so twice does no harm, so a crash in it needs no care."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.broadcast = broadcast
        self._messages: dict[int, Message] = {}
        # A photo that Telegram has not got yet goes to one chat first.
        self.cautious = False

    def claim(self, size: int) -> list[Delivery]:
        self.broadcast.refresh_from_db()
        revision, deliveries = self.broadcast.revision, self.broadcast.deliveries.all()
        if self.broadcast.paused_at or stopping.is_requested():
            return []
        if timezone.now() > self.broadcast.amends_until:
            deliveries.leave_as_they_are(revision, _("The time to change it ran out."))
            return []
        if self.broadcast.retracted_at:
            message: Message | None = rendering.retraction(self.broadcast)
        else:
            message = rendering.message(self.broadcast, may_upload=self.broadcast.photo_of is not None)
        if message is None:
            return []
        self._messages[revision] = message
        self.cautious = isinstance(message.photo, bytes)
        return _to_show(revision, deliveries.claim_amendable(1 if self.cautious else size))

    def begin(self, block: Sequence[Delivery]) -> list[Delivery]:
        keys = [delivery.pk for delivery in block]
        Delivery.objects.filter(pk__in=keys).update(attempts=F("attempts") + 1)
        for delivery in block:
            delivery.attempts += 1
        return list(block)

    async def call(self, bot: Bot, delivery: Delivery) -> courier.Receipt:
        if delivery.message_id is None:
            raise RuntimeError("What has no number cannot be changed.")
        message, chat_id = self._messages[delivery.revision], delivery.chat.telegram_id
        if self.broadcast.retracted_at and await courier.delete(bot, chat_id, delivery.message_id):
            return courier.Receipt(delivery.message_id)
        return await courier.rewrite(bot, chat_id, delivery.message_id, message, delivery.has_photo)

    def settle(self, answers: Sequence[Answer]) -> None:
        self._done([a.delivery for a in answers if a.receipt], "")
        for answer in answers:
            if answer.refusal:
                _log(answer.delivery, answer.refusal)
            message = self._messages[answer.delivery.revision]
            if answer.receipt and answer.receipt.photo_file_id:
                _remember_photo(self.broadcast, message, answer.receipt)
            match answer.refusal:
                case refusals.PhotoRefused():
                    self.broadcast.remember_photo(message.photo_id, message.photo_hash, "")
                    self.give_back([answer.delivery], 0)
                case refusals.TryLater(seconds=seconds):
                    self.give_back([answer.delivery], max(seconds, _patience(answer.delivery.attempts)))
                case refusals.Uncertain():
                    self.give_back([answer.delivery], _patience(answer.delivery.attempts))
                case refusals.Moved(new_id=new_id):
                    answer.delivery.chat.migrate(new_id)
                    self.give_back([answer.delivery], 0)
                case refusals.Refusal() as refusal:
                    self._done([answer.delivery], refusal.reason)

    def _done(self, deliveries: Sequence[Delivery], reason: str) -> None:
        """Where a newer revision came meanwhile, the row is behind it all the same, and amended once more."""
        by_revision: dict[int, list[int]] = defaultdict(list)
        for delivery in deliveries:
            by_revision[delivery.revision].append(delivery.pk)
        for revision, keys in by_revision.items():
            rows = Delivery.objects.filter(pk__in=keys)
            rows.update(revision=revision, lease_until=None, attempts=0, reason=reason[:255])

    def doubt(self, answers: Sequence[Answer]) -> None:
        self.give_back([answer.delivery for answer in answers], DOUBT)

    def reached(self, but: set[int]) -> list[Chat]:
        return self.broadcast.reached(but)

    def give_back(self, deliveries: Sequence[Delivery], seconds: float) -> None:
        rows = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries])
        later = timezone.now() + timedelta(seconds=seconds)
        rows.update(not_before=later, lease_until=None)


def _who_stayed(deliveries: list[Delivery]) -> list[Delivery]:
    """Somebody may have left while a row of theirs was under way, or waited for another try."""
    for delivery in deliveries:
        if not delivery.chat.is_active:
            delivery.settle(Delivery.Status.CANCELLED, delivery.chat.inactive_reason)
    return [delivery for delivery in deliveries if delivery.chat.is_active]


def _remember_photo(broadcast: Broadcast, message: Message, receipt: courier.Receipt) -> None:
    if isinstance(message.photo, bytes) and not receipt.photo_barred:
        broadcast.remember_photo(message.photo_id, message.photo_hash, receipt.photo_file_id)


def is_late(delivery: Delivery) -> bool:
    """Whether it may have been given up as uncertain before its answer came."""
    return delivery.lease_until is not None and delivery.lease_until < timezone.now()


def _to_show(revision: int, deliveries: list[Delivery]) -> list[Delivery]:
    """In memory only; the row follows when the chat shows it."""
    for delivery in deliveries:
        delivery.revision = revision
    return deliveries


def settle_refused(delivery: Delivery, refusal: refusals.Refusal) -> None:
    """Each refusal has its state; the chat is told apart from the message and from the moment."""
    reason, chat = refusal.reason, delivery.chat
    _log(delivery, refusal)
    match refusal:
        case refusals.Moved(new_id=new_id):
            # Due at once under its new id, unless the successor had it already.
            delivery.postpone(0)
            chat.migrate(new_id)
        case refusals.Gone():
            delivery.settle(Delivery.Status.GONE, reason)
            chat.retire(reason)
        case refusals.Barred(seconds=seconds):
            chat.mark_broken(reason)
            delivery.postpone(seconds, reason)
        case refusals.Flood(seconds=seconds) | refusals.TokenRefused(seconds=seconds):
            delivery.postpone(seconds, reason)
        case refusals.TryLater(seconds=seconds):
            delivery.postpone(max(seconds, _patience(delivery.attempts)), reason)
        case refusals.Uncertain():
            delivery.settle(Delivery.Status.UNCERTAIN, reason)
        case _:
            delivery.settle(Delivery.Status.REJECTED, reason)


def _log(delivery: Delivery, refusal: refusals.Refusal) -> None:
    """In Telegram's own words; editors see others."""
    said = "delivery_refused delivery=%s broadcast=%s sort=%s said=%r"
    logger.info(said, delivery.pk, delivery.broadcast_id, refusal.sort, str(refusal))


def _patience(attempts: int) -> float:
    return RETRY_AFTER[min(max(attempts, 1), len(RETRY_AFTER)) - 1] * uniform(0.75, 1.25)  # noqa: S311
