"""The job that sends a broadcast to the chats that do not have it yet."""

import logging
from collections import Counter
from collections.abc import Sequence
from time import monotonic
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from telegram import Bot

from briefs_bot import guard, rendering
from briefs_bot.conf import settings
from briefs_bot.delivery import holding, resting, stopping
from briefs_bot.delivery.chat_messages import ChatMessages
from briefs_bot.delivery.job import Answer
from briefs_bot.delivery.settling import (
    LOST_RETRY_AFTER,
    remember_photo,
    settle_refused,
    with_revision,
)
from briefs_bot.models import Arrival, Broadcast, Chat, Delivery, Subscription
from briefs_bot.telegram import courier, reasons, refusals
from briefs_bot.values import Place

logger = logging.getLogger(__name__)

# Tries after which a chat is believed to be gone although all others seem gone, too.
BELIEVED_AFTER = 3
# Seconds for which one claim looks for a chat that wants it now; a canary takes two, still less than a run.
LOOK_SECONDS = 8.0


class Announcing:
    """Sends a message to each chat, at most once as far as Telegram's answers tell."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.broadcast = broadcast
        self.counts: Counter[str] = Counter()
        self._messages = ChatMessages()
        self._wording: rendering.Wording | None = None
        # The forum topics in which groups get it, by the groups' keys.
        self._threads: dict[int, int | None] = {}

    @property
    def cautious(self) -> bool:
        return self.broadcast.proven_at is None

    def claim(self, size: int) -> list[Delivery]:
        """Render the brief anew and claim a batch: the brief may have been withdrawn or edited meanwhile."""
        self.broadcast.refresh_from_db()
        if self.broadcast.paused_at or stopping.is_requested() or guard.silence():
            return []
        deliveries = self.broadcast.deliveries.all()
        if timezone.now() > self.broadcast.expires_at:
            if count := deliveries.expire(_("The time to send it ran out.")):
                logger.warning("broadcast_expired broadcast=%s chats=%s", self.broadcast.pk, count)
            return []
        if self.broadcast.cancelled_at:
            deliveries.cancel(_("Cancelled by hand."))
            return []
        if not self._render():
            if count := deliveries.cancel(_("The brief is no longer public.")):
                said = "broadcast_cancelled broadcast=%s chats=%s reason=not_public"
                logger.info(said, self.broadcast.pk, count)
            return []
        if self.broadcast.has_changed():
            # The message may be newer than the revision that was read before it.
            return self.claim(size)
        claimed = self._canary() if self.cautious else self._claim(size)
        self._find_threads(claimed)
        return with_revision(self.broadcast.revision, claimed)

    def _render(self) -> bool:
        """Render the message; return whether there is one."""
        self._wording = None if self.broadcast.retracted_at else rendering.message(self.broadcast)
        return self._wording is not None

    def _claim(self, size: int, **chats: Any) -> list[Delivery]:
        """Claim what is due and ready; `chats` narrows the deliveries.

        Among a million chats in quiet hours none may be ready: then the run ends, and the next tick goes on.
        """
        its, most, began = self.broadcast.deliveries.filter(**chats), size, monotonic()
        while claimed := its.claim_due(most, self.broadcast.corrections):
            if ready := self._ready(_without_unwanted(self.broadcast, claimed)):
                Delivery.objects.unclaim(ready[size:])
                return ready[:size]
            if monotonic() > began + LOOK_SECONDS:
                return []
            # In quiet hours many are held: one by one, as for a canary, that would take long.
            most = max(size, settings.BATCH)
        resting.note(self.broadcast, monotonic() - began)
        return []

    def _ready(self, claimed: list[Delivery]) -> list[Delivery]:
        """Return those that are sent now, with their messages rendered; hold or settle the others."""
        ready = holding.without_held(self.broadcast, claimed)
        if self._wording:
            self._messages.add(self.broadcast.revision, self._wording, ready)
        return ready

    def _find_threads(self, claimed: Sequence[Delivery]) -> None:
        groups = [delivery.chat for delivery in claimed if delivery.chat.kind == Chat.Kind.GROUP]
        if not groups:
            return
        keys = [group.pk for group in groups]
        self._threads |= {group.pk: group.thread_id for group in groups}
        self._threads |= Subscription.objects.threads(keys, self.broadcast.topic)

    def _canary(self) -> list[Delivery]:
        if not self.broadcast.take_canary():
            return []
        # One that gets the photo shows whether Telegram accepts it.
        first = self._claim(1, chat__layout=Chat.Layout.PHOTO) or self._claim(1)
        if not first:
            self.broadcast.drop_canary()
        return first

    def begin(self, block: Sequence[Delivery]) -> list[Delivery]:
        if self.broadcast.goes_on and not stopping.is_requested():
            return Delivery.objects.begin(block)
        self.give_back(block, 0)
        return []

    async def call(self, bot: Bot, delivery: Delivery) -> courier.Receipt:
        thread = self._threads.get(delivery.chat_id)
        place = Place(delivery.chat.telegram_id, delivery.reply_to, thread)
        return await courier.send(bot, place, self._messages.of(delivery))

    def settle(self, answers: Sequence[Answer]) -> None:
        sent = [(a.delivery, a.receipt) for a in answers if a.receipt]
        Delivery.objects.record_sent(
            [
                Arrival(d.pk, d.revision, receipt.message_id, bool(receipt.photo_file_id))
                for d, receipt in sent
            ]
        )
        if any(_is_late(delivery) for delivery, _receipt in sent):
            Broadcast.objects.readdress_corrections(self.broadcast)
            Broadcast.objects.filter(pk=self.broadcast.pk).recount_later()
        for delivery, receipt in sent:
            delivery.chat.note_posting(reasons.THREAD_LOST if receipt.thread_lost else "")
            remember_photo(self.broadcast, self._messages.of(delivery), receipt)
        self.counts["sent"] += len(sent)
        for answer in answers:
            if answer.refusal:
                self._settle_refused(answer.delivery, answer.refusal)
        if self.cautious:
            self._learn(answers)

    def _settle_refused(self, delivery: Delivery, refusal: refusals.Refusal) -> None:
        if settle_refused(delivery, refusal):
            is_pending = delivery.status == Delivery.Status.PENDING
            self.counts["postponed" if is_pending else delivery.status] += 1

    def _learn(self, answers: Sequence[Answer]) -> None:
        """Learn from the canary whether Telegram accepts the message, and the file_id of its photo."""
        for answer in answers:
            if answer.receipt and answer.receipt.photo_barred and self._uploads(answer.delivery):
                continue  # the next chat shows whether Telegram accepts the photo
            if answer.receipt:
                self.broadcast.prove()
            elif isinstance(answer.refusal, refusals.Rejected):
                self.broadcast.pause(answer.refusal.reason, by_itself=True)
        if self.cautious:
            self.broadcast.drop_canary()

    def _uploads(self, delivery: Delivery) -> bool:
        return isinstance(self._messages.of(delivery).photo, bytes)

    def postpone_lost(self, answers: Sequence[Answer]) -> None:
        """Postpone chats that all seem gone at once, as it may be Telegram's fault; believe repeated ones."""
        for answer in answers:
            if answer.delivery.attempts >= BELIEVED_AFTER and answer.refusal:
                self._settle_refused(answer.delivery, answer.refusal)
            else:
                self.counts["postponed"] += 1
                answer.delivery.postpone(LOST_RETRY_AFTER, answer.refusal.reason if answer.refusal else "")

    def reached(self, but: set[int]) -> list[Chat]:
        return self.broadcast.reached(but)

    def give_back(self, deliveries: Sequence[Delivery], seconds: float) -> None:
        for delivery in deliveries:
            delivery.postpone(seconds)
        if self.cautious:
            # It was not sent, so another chat may be the first.
            self.broadcast.drop_canary()


def _without_unwanted(broadcast: Broadcast, deliveries: list[Delivery]) -> list[Delivery]:
    """Cancel deliveries whose chats left, or chose only changes, after they were addressed; return others."""
    wanted = []
    for delivery in deliveries:
        if not delivery.chat.is_active:
            delivery.settle(Delivery.Status.CANCELLED, delivery.chat.inactive_reason)
        elif delivery.chat.only_changes and broadcast.repeats_status:
            delivery.settle(Delivery.Status.CANCELLED, reasons.UNCHANGED)
        else:
            wanted.append(delivery)
    return wanted


def _is_late(delivery: Delivery) -> bool:
    """Return whether the lease ran out before the answer came, so that it may be marked as uncertain."""
    return delivery.lease_until is not None and delivery.lease_until < timezone.now()
