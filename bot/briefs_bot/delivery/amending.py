"""The job that edits the sent messages of a broadcast, or takes them back."""

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from telegram import Bot

from briefs_bot import guard, rendering
from briefs_bot.delivery import stopping
from briefs_bot.delivery.chat_messages import ChatMessages
from briefs_bot.delivery.job import Answer
from briefs_bot.delivery.settling import (
    LOST_RETRY_AFTER,
    log_refusal,
    remember_photo,
    retry_delay,
    with_revision,
)
from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.telegram import courier, refusals

logger = logging.getLogger(__name__)


class Amending:
    """Edits or takes back sent messages. Doing so twice does no harm, so a crash needs no care."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.broadcast = broadcast
        self.counts: Counter[str] = Counter()
        self._messages = ChatMessages()
        # A photo that Telegram does not have yet is sent to one chat first.
        self.cautious = False

    def claim(self, size: int) -> list[Delivery]:
        self.broadcast.refresh_from_db()
        revision, deliveries = self.broadcast.revision, self.broadcast.deliveries.all()
        if self.broadcast.paused_at or stopping.is_requested() or guard.silence():
            return []
        if timezone.now() > self.broadcast.amends_until:
            if count := deliveries.leave_as_they_are(revision, _("The time to change it ran out.")):
                logger.warning("amending_expired broadcast=%s chats=%s", self.broadcast.pk, count)
            return []
        return with_revision(revision, self._claim(size))

    def _claim(self, size: int) -> list[Delivery]:
        wording, deliveries = self._render(), self.broadcast.deliveries.all()
        if wording is None:
            return []
        self.cautious = isinstance(wording.signed().photo, bytes)
        claimed = deliveries.filter(has_photo=False).claim_amendable(size) if self.cautious else []
        claimed = claimed or deliveries.claim_amendable(1 if self.cautious else size)
        self._messages.add(self.broadcast.revision, wording, claimed)
        return claimed

    def _render(self) -> rendering.Wording | None:
        if self.broadcast.retracted_at:
            return rendering.retraction(self.broadcast)
        return rendering.message(self.broadcast, may_upload=self.broadcast.photo_of is not None)

    def begin(self, block: Sequence[Delivery]) -> list[Delivery]:
        keys = [delivery.pk for delivery in block]
        Delivery.objects.filter(pk__in=keys).update(attempts=F("attempts") + 1)
        for delivery in block:
            delivery.attempts += 1
        return list(block)

    async def call(self, bot: Bot, delivery: Delivery) -> courier.Receipt:
        if delivery.message_id is None:
            raise RuntimeError("What has no number cannot be changed.")
        message, chat_id = self._messages.of(delivery), delivery.chat.telegram_id
        if self._is_withdrawn(delivery) and await courier.delete(bot, chat_id, delivery.message_id):
            return courier.Receipt(delivery.message_id, is_removed=True)
        return await courier.rewrite(bot, chat_id, delivery.message_id, message, delivery.has_photo)

    def _is_withdrawn(self, delivery: Delivery) -> bool:
        return self.broadcast.retracted_at is not None

    def settle(self, answers: Sequence[Answer]) -> None:
        Delivery.objects.record_removed([a.delivery for a in answers if a.receipt and a.receipt.is_removed])
        amended = [a.delivery for a in answers if a.receipt]
        self._done(amended, "")
        self.counts["amended"] += len(amended)
        for answer in answers:
            if answer.refusal:
                log_refusal(answer.delivery, answer.refusal)
            message = self._messages.unsigned(answer.delivery)
            if answer.receipt and answer.receipt.photo_file_id:
                remember_photo(self.broadcast, message, answer.receipt)
            match answer.refusal:
                case refusals.PhotoRefused():
                    self.broadcast.remember_photo(message.photo_id, message.photo_hash, "")
                    self.give_back([answer.delivery], 0)
                case refusals.TryLater(seconds=seconds):
                    self._postpone(answer.delivery, max(seconds, retry_delay(answer.delivery.attempts)))
                case refusals.Uncertain():
                    self._postpone(answer.delivery, retry_delay(answer.delivery.attempts))
                case refusals.Moved(new_id=new_id):
                    answer.delivery.chat.migrate(new_id)
                    self.give_back([answer.delivery], 0)
                case refusals.Refusal() as refusal:
                    self._done([answer.delivery], refusal.reason)
                    self.counts["not_amended"] += 1

    def _postpone(self, delivery: Delivery, seconds: float) -> None:
        self.counts["postponed"] += 1
        self.give_back([delivery], seconds)

    def _done(self, deliveries: Sequence[Delivery], reason: str) -> None:
        """Record the revision that each chat shows; if a newer one came since, it is amended once more."""
        by_revision: dict[int, list[int]] = defaultdict(list)
        for delivery in deliveries:
            by_revision[delivery.revision].append(delivery.pk)
        for revision, keys in by_revision.items():
            rows = Delivery.objects.filter(pk__in=keys)
            rows.update(revision=revision, lease_until=None, attempts=0, reason=reason[:255])

    def postpone_lost(self, answers: Sequence[Answer]) -> None:
        self.give_back([answer.delivery for answer in answers], LOST_RETRY_AFTER)

    def reached(self, but: set[int]) -> list[Chat]:
        return self.broadcast.reached(but)

    def give_back(self, deliveries: Sequence[Delivery], seconds: float) -> None:
        rows = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries])
        later = timezone.now() + timedelta(seconds=seconds)
        rows.update(not_before=later, lease_until=None)
