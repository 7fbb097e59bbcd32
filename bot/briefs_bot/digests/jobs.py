"""The jobs of a broadcast: those of a digest render another message for each chat."""

from collections.abc import Sequence

from django.utils import timezone

from briefs_bot.delivery import holding
from briefs_bot.delivery.amending import Amending
from briefs_bot.delivery.announcing import Announcing
from briefs_bot.delivery.job import Answer, Job
from briefs_bot.digests.contents import DigestMessages
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.telegram import reasons


def of(broadcast: Broadcast) -> tuple[Job, Job]:
    """Return the job that sends it, and the one that amends what was sent."""
    if broadcast.kind == Broadcast.Kind.DIGEST:
        return Digesting(broadcast), DigestAmending(broadcast)
    return Announcing(broadcast), Amending(broadcast)


class Digesting(Announcing):
    """Sends digests, each chat its own."""

    def __init__(self, broadcast: Broadcast) -> None:
        super().__init__(broadcast)
        self._messages: DigestMessages = DigestMessages(broadcast)

    def _render(self) -> bool:
        return True

    def _ready(self, claimed: list[Delivery]) -> list[Delivery]:
        claimed = holding.without_quiet(claimed)
        self._messages.render(claimed)
        for delivery in claimed:
            if not self._messages.has(delivery):
                delivery.settle(Delivery.Status.CANCELLED, reasons.NOTHING_LEFT)
        return [delivery for delivery in claimed if self._messages.has(delivery)]

    def settle(self, answers: Sequence[Answer]) -> None:
        super().settle(answers)
        chats = [answer.delivery.chat_id for answer in answers]
        if Delivery.objects.settle_contents(self.broadcast.pk, chats):
            Broadcast.objects.filter(pk__in=self._messages.told).recount_later()


class DigestAmending(Amending):
    """Edits digests whose briefs were edited or withdrawn, and deletes those of which nothing is left."""

    def __init__(self, broadcast: Broadcast) -> None:
        super().__init__(broadcast)
        self._messages: DigestMessages = DigestMessages(broadcast)

    def _claim(self, size: int) -> list[Delivery]:
        claimed = self.broadcast.deliveries.all().claim_amendable(size)
        self._messages.render(claimed)
        return claimed

    def _is_withdrawn(self, delivery: Delivery) -> bool:
        return not self._messages.has(delivery)

    def settle(self, answers: Sequence[Answer]) -> None:
        super().settle(answers)
        removed = [a.delivery.chat_id for a in answers if a.receipt and a.receipt.is_removed]
        if removed:
            # So that the briefs come again where they are announced again.
            self.broadcast.contents.filter(chat__in=removed).update(removed_at=timezone.now())
