"""The briefs that a digest tells a chat of, and its messages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils import timezone, translation

from briefs_app import reader
from briefs_bot import messages
from briefs_bot.delivery.chat_messages import ChatMessages, preferred
from briefs_bot.messages import DigestItem
from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.telegram import reasons
from briefs_bot.values import Message

Key = tuple[str, str, str, tuple[DigestItem, ...]]


class DigestMessages(ChatMessages):
    """The messages of a digest: one for all chats that read the same briefs in the same way."""

    def __init__(self, digest: Broadcast) -> None:
        super().__init__()
        self._digest = digest
        self._by_delivery: dict[int, Message | None] = {}

    def render(self, deliveries: Sequence[Delivery]) -> None:
        """Render the messages of these deliveries from the briefs as they are now."""
        rows = self._contents(deliveries)
        items = self._items(row.broadcast for each in rows.values() for row in each)
        rendered: dict[Key, tuple[Message, int]] = {}
        for delivery in deliveries:
            mine = sorted(rows[delivery.chat_id], key=lambda row: _rank(items.get(row.broadcast_id)))
            shown = [row for row in mine if row.broadcast_id in items]
            key = _key(delivery.chat, tuple(items[row.broadcast_id] for row in shown))
            if shown and key not in rendered:
                rendered[key] = _render(*key)
            message, count = rendered.get(key, (None, 0))
            self._by_delivery[delivery.pk] = message
            _drop([row for row in mine if row.broadcast_id not in items])
            _leave_for_next(delivery.chat, shown[count:])

    def has(self, delivery: Delivery) -> bool:
        """Return whether there is anything to tell."""
        return self._by_delivery[delivery.pk] is not None

    def of(self, delivery: Delivery) -> Message:
        """Return the message as the chat gets it; a notice where all its briefs were withdrawn."""
        message = self._by_delivery[delivery.pk]
        if message is None:
            with translation.override(delivery.chat.language):
                message = messages.empty_digest()
        return preferred(message, delivery.chat)

    def unsigned(self, delivery: Delivery) -> Message:
        return self.of(delivery)

    def _contents(self, deliveries: Sequence[Delivery]) -> dict[int, list[Delivery]]:
        """Return by chat what its digest tells of, but for what was withdrawn."""
        told = (Delivery.Status.HELD, Delivery.Status.UNCERTAIN, Delivery.Status.SENT)
        rows = self._digest.contents.filter(chat__in=[d.chat_id for d in deliveries], status__in=told)
        by_chat: dict[int, list[Delivery]] = defaultdict(list)
        for row in rows.filter(broadcast__retracted_at=None).select_related("broadcast"):
            by_chat[row.chat_id].append(row)
        return by_chat

    def _items(self, broadcasts: Iterable[Broadcast]) -> dict[int, DigestItem]:
        """Return what is said of each broadcast; nothing where its brief is no longer public."""
        distinct = {broadcast.pk: broadcast for broadcast in broadcasts}
        found = {pk: (row, reader.get(row.brief_id, self._digest.site)) for pk, row in distinct.items()}
        return {
            pk: DigestItem(card, row.changes_status and not row.note, row.note)
            for pk, (row, card) in found.items()
            if card
        }


def _key(chat: Chat, items: tuple[DigestItem, ...]) -> Key:
    return chat.language, chat.frequency, chat.signature, items


def _render(
    language: str, frequency: str, signature: str, items: tuple[DigestItem, ...]
) -> tuple[Message, int]:
    with translation.override(language):
        return messages.digest(items, frequency, signature)


def _rank(item: DigestItem | None) -> tuple[bool, str, int]:
    """Topics in order, those whose status changed first; the older brief before the newer."""
    return (not item.changes_status, item.brief.topic.name, item.brief.id) if item else (True, "", 0)


def _drop(rows: Sequence[Delivery]) -> None:
    if rows:
        gone = Delivery.objects.filter(pk__in=[row.pk for row in rows], status=Delivery.Status.HELD)
        gone.cancel(reasons.NOT_PUBLIC)


def _leave_for_next(chat: Chat, rows: Sequence[Delivery]) -> None:
    """Leave to another digest, at once, what one message has no room for."""
    left = Delivery.objects.filter(pk__in=[row.pk for row in rows], status=Delivery.Status.HELD)
    if rows and left.update(digest=None):
        Chat.objects.filter(pk=chat.pk).update(digest_at=timezone.now())
