"""Settles refused deliveries, and holds what both jobs do with an answer."""

import logging
from random import uniform

from briefs_bot.models import Broadcast, Delivery
from briefs_bot.telegram import courier, refusals
from briefs_bot.values import Message

logger = logging.getLogger(__name__)

# Seconds between tries of a message that surely was not sent, ± a quarter; the last one repeats.
RETRY_AFTER = (15, 60, 300, 900)
# Seconds until chats that all seemed gone at once are tried again.
LOST_RETRY_AFTER = 900.0


def settle_refused(delivery: Delivery, refusal: refusals.Refusal) -> bool:
    """Settle or postpone a delivery by its refusal, and update the chat; return whether it was still ours."""
    reason, chat = refusal.reason, delivery.chat
    log_refusal(delivery, refusal)
    match refusal:
        case refusals.Moved(new_id=new_id):
            # Due at once under its new id, unless the successor had it already.
            is_ours = delivery.postpone(0)
            chat.migrate(new_id)
        case refusals.Gone():
            is_ours = delivery.settle(Delivery.Status.GONE, reason)
            chat.retire(reason)
        case refusals.Barred(seconds=seconds):
            chat.mark_broken(reason)
            is_ours = delivery.postpone(seconds, reason)
        case refusals.Flood(seconds=seconds) | refusals.TokenRefused(seconds=seconds):
            is_ours = delivery.postpone(seconds, reason)
        case refusals.TryLater(seconds=seconds):
            is_ours = delivery.postpone(max(seconds, retry_delay(delivery.attempts)), reason)
        case refusals.Uncertain():
            is_ours = delivery.settle(Delivery.Status.UNCERTAIN, reason)
        case _:
            is_ours = delivery.settle(Delivery.Status.REJECTED, reason)
    return is_ours


def log_refusal(delivery: Delivery, refusal: refusals.Refusal) -> None:
    """Log Telegram's own words; editors read others."""
    said = "delivery_refused delivery=%s broadcast=%s sort=%s said=%r"
    logger.info(said, delivery.pk, delivery.broadcast_id, refusal.sort, str(refusal))


def retry_delay(attempts: int) -> float:
    return RETRY_AFTER[min(max(attempts, 1), len(RETRY_AFTER)) - 1] * uniform(0.75, 1.25)  # noqa: S311


def remember_photo(broadcast: Broadcast, message: Message, receipt: courier.Receipt) -> None:
    if isinstance(message.photo, bytes) and not receipt.photo_barred:
        broadcast.remember_photo(message.photo_id, message.photo_hash, receipt.photo_file_id)


def with_revision(revision: int, deliveries: list[Delivery]) -> list[Delivery]:
    """Set the revision on the instances only; the rows get it once the chats show it."""
    for delivery in deliveries:
        delivery.revision = revision
    return deliveries
