"""Opens a broadcast, addresses it, and sends what is due; whatever runs twice adds nothing."""

import logging
from collections.abc import Iterable
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from telegram import Bot

from bot import courier, messages
from bot.conf import settings
from bot.limiter import Limiter, open_limiter
from bot.models import Broadcast, Chat, Delivery, Subscription
from bot.values import Message
from briefs_app import reader

logger = logging.getLogger(__name__)

# Between two tries of what surely was not sent, in seconds; the last one repeats.
RETRY_AFTER = (15, 60, 300, 900)


def open(sender: Any, brief: reader.BriefCard, **kwargs: Any) -> None:
    """Opening twice adds nothing. Runs in the publishing transaction; the queue is told after it."""
    if not brief.notify_subscribers or not settings.BOT_TOKEN or reader.get(brief.id) is None:
        return
    broadcast, new = Broadcast.objects.get_or_create(
        brief_key=brief.key,
        language=brief.language,
        kind=Broadcast.Kind.NEW,
        defaults={"brief_id": brief.id, "topic": brief.topic.key, "title": brief.title},
    )
    if new:
        # Robust: a dead broker costs nothing, as the beat tick finds the row.
        transaction.on_commit(lambda: _tell_the_queue(broadcast.pk), robust=True)


def address(broadcast: Broadcast) -> None:
    """One statement, however many chats; repeating it adds nothing."""
    fields = ["broadcast_id", "chat_id", "status", "not_before", "attempts", "reason"]
    rows, values = (
        _addressees(broadcast)
        .values_list("to", "pk", "state", "moment", "zero", "none")
        .query.sql_with_params()
    )
    table, names = Delivery._meta.db_table, ", ".join(fields)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {rows} ON CONFLICT DO NOTHING", values)
        broadcast.addressed_at = timezone.now()
        broadcast.save(update_fields=["addressed_at"])


def _addressees(broadcast: Broadcast) -> Any:
    follows = Subscription.objects.filter(Q(topic=broadcast.topic) | Q(topic=None), chat=OuterRef("pk"))
    chats = Chat.objects.filter(Exists(follows), is_active=True, language=broadcast.language).order_by()
    return chats.annotate(
        to=Value(broadcast.pk),
        state=Value(str(Delivery.Status.PENDING)),
        moment=Value(timezone.now()),
        zero=Value(0),
        none=Value(""),
    )


def deliver(broadcast: Broadcast) -> None:
    """Sends until nothing of this broadcast is due."""
    deliveries = broadcast.deliveries.all()
    deliveries.release_abandoned()
    if timezone.now() > broadcast.expires_at:
        deliveries.expire(_("The time to send it ran out."))
        return
    while batch := deliveries.claim(settings.BATCH):
        message = _message(broadcast)
        if message is None:
            _give_back(batch)
            deliveries.cancel(_("The brief is no longer public."))
            return
        async_to_sync(_send_batch)(broadcast, batch, message)


def _message(broadcast: Broadcast) -> Message | None:
    """Asks the reader each time: the brief may have been withdrawn meanwhile."""
    brief = reader.get(broadcast.brief_id)
    if brief is None:
        return None
    photo = (broadcast.photo_file_id or reader.photo(brief.id)) if brief.has_photo else None
    with translation.override(broadcast.language):
        return messages.announcement(brief, photo)


async def _send_batch(broadcast: Broadcast, batch: list[Delivery], message: Message) -> None:
    async with courier.open_bot() as bot, open_limiter() as limiter:
        for place, delivery in enumerate(batch):
            wait = await limiter.turn(delivery.chat.telegram_id, delivery.chat.kind)
            if wait:
                await sync_to_async(_give_back)(batch[place:], wait)
                return
            if not await sync_to_async(delivery.begin)():
                continue
            file_id = await _send(bot, limiter, delivery, message)
            if file_id and not isinstance(message.photo, str):
                message = message.with_photo(file_id)
                await sync_to_async(_remember_photo)(broadcast, file_id)


async def _send(bot: Bot, limiter: Limiter, delivery: Delivery, message: Message) -> str:
    """Sends and settles one delivery; returns the id under which Telegram keeps the photo."""
    try:
        receipt = await courier.send(bot, delivery.chat.telegram_id, message)
    except courier.Refusal as refusal:
        if isinstance(refusal, courier.Flood):
            await limiter.pause(refusal.seconds)
        await sync_to_async(_settle_refused)(delivery, refusal)
        return ""
    await sync_to_async(delivery.settle)(Delivery.Status.SENT, message_id=receipt.message_id)
    return receipt.photo_file_id


def _settle_refused(delivery: Delivery, refusal: courier.Refusal) -> None:
    reason = str(refusal)
    match refusal:
        case courier.Moved(new_id=new_id):
            # Due at once under its new id, unless the successor had it already.
            delivery.postpone(0)
            delivery.chat.migrate(new_id)
        case courier.Gone():
            delivery.settle(Delivery.Status.GONE, reason)
            delivery.chat.retire(reason)
        case courier.Flood(seconds=seconds):
            delivery.postpone(seconds, reason)
        case courier.TryLater(seconds=seconds):
            delivery.postpone(max(seconds, _patience(delivery.attempts)), reason)
        case courier.Uncertain():
            delivery.settle(Delivery.Status.UNCERTAIN, reason)
        case _:
            delivery.settle(Delivery.Status.REJECTED, reason)
            logger.error("Telegram refused broadcast %s: %s", delivery.broadcast_id, reason)


def _patience(attempts: int) -> float:
    return RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1]


def _give_back(batch: Iterable[Delivery], seconds: float = 0) -> None:
    for delivery in batch:
        delivery.postpone(seconds)


def _remember_photo(broadcast: Broadcast, file_id: str) -> None:
    broadcast.photo_file_id = file_id
    broadcast.save(update_fields=["photo_file_id"])


def _tell_the_queue(broadcast_id: int) -> None:
    from bot import tasks

    tasks.broadcast.apply_async([broadcast_id], retry=False)
