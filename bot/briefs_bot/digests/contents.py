"""The briefs that a digest tells a chat of, and its messages."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.utils import timezone, translation

from briefs_app import reader
from briefs_bot import messages
from briefs_bot.delivery.chat_messages import ChatMessages, preferred
from briefs_bot.messages import DigestItem
from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.telegram import reasons
from briefs_bot.values import Message

# The key of a delivery, and that of its broadcast.
Row = tuple[int, int]
Key = tuple[str, str, str, tuple[int, ...]]


class DigestMessages(ChatMessages):
    """The messages of a digest: one for all chats that read the same briefs in the same way."""

    def __init__(self, digest: Broadcast) -> None:
        super().__init__()
        self._digest = digest
        self._by_delivery: dict[int, Message | None] = {}
        # The broadcasts of which the messages tell.
        self.told: set[int] = set()
        # Held deliveries whose broadcast is paused.
        self._paused: set[int] = set()

    def render(self, deliveries: Sequence[Delivery]) -> None:
        """Render the messages of these deliveries from the briefs as they are now."""
        rows = self._contents(deliveries)
        items = self._items({broadcast for each in rows.values() for _pk, broadcast in each})
        self.told |= items.keys()
        order = {pk: place for place, pk in enumerate(sorted(items, key=lambda pk: _rank(items[pk])))}
        rendered: dict[Key, tuple[Message, int]] = {}
        for delivery in deliveries:
            mine = rows[delivery.chat_id]
            paused = [pk for pk, _broadcast in mine if pk in self._paused]
            unwanted = [pk for pk, broadcast in mine if _is_unwanted(items.get(broadcast), delivery)]
            hidden = {*self._paused, *unwanted}
            known = (row for row in mine if row[1] in items and row[0] not in hidden)
            shown = sorted(known, key=lambda row: order[row[1]])
            key = _key(delivery.chat, tuple(broadcast for _pk, broadcast in shown))
            if shown and key not in rendered:
                rendered[key] = _render(delivery.chat, [items[broadcast] for _pk, broadcast in shown])
            message, count = rendered.get(key, (None, 0))
            self._by_delivery[delivery.pk] = message
            if delivery.message_id is None:
                _drop([pk for pk, broadcast in mine if broadcast not in items], reasons.NOT_PUBLIC)
                _drop(unwanted, reasons.UNCHANGED)
                _leave_for_next(delivery.chat, [*(pk for pk, _broadcast in shown[count:]), *paused])

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

    def _contents(self, deliveries: Sequence[Delivery]) -> dict[int, list[Row]]:
        """Return by chat what its digest tells of, but for what was withdrawn."""
        rows = self._digest.contents.filter(chat__in=[d.chat_id for d in deliveries])
        # What was refused or ran out of time has come up again with the message.
        rows = rows.exclude(status=Delivery.Status.CANCELLED)
        paused = rows.filter(status=Delivery.Status.HELD).exclude(broadcast__paused_at=None)
        self._paused = set(paused.order_by().values_list("pk", flat=True))
        by_chat: dict[int, list[Row]] = defaultdict(list)
        for chat, pk, broadcast in rows.order_by().values_list("chat", "pk", "broadcast"):
            by_chat[chat].append((pk, broadcast))
        return by_chat

    def _items(self, broadcasts: Collection[int]) -> dict[int, DigestItem]:
        """Return what is said of each broadcast; nothing where its brief was withdrawn."""
        rows = Broadcast.objects.filter(pk__in=broadcasts, retracted_at=None)
        found = [(row, reader.get(row.brief_id, self._digest.site)) for row in rows]
        return {
            row.pk: DigestItem(card, row.changes_status and not row.note, row.note)
            for row, card in found
            if card
        }


def _key(chat: Chat, broadcasts: tuple[int, ...]) -> Key:
    return chat.language, chat.frequency, chat.signature, broadcasts


def _render(chat: Chat, items: Sequence[DigestItem]) -> tuple[Message, int]:
    with translation.override(chat.language):
        return messages.digest(items, chat.frequency, chat.signature)


def _rank(item: DigestItem) -> tuple[bool, str, int]:
    """Topics in order, those whose status changed first; the older brief before the newer."""
    return not item.changes_status, item.brief.topic.name, item.brief.id


def _is_unwanted(item: DigestItem | None, delivery: Delivery) -> bool:
    """Return whether it changes no status, and the chat chose only changes while it waited."""
    is_told = delivery.message_id is not None
    return item is not None and item.repeats_status and delivery.chat.only_changes and not is_told


def _drop(keys: Sequence[int], reason: str) -> None:
    if keys:
        Delivery.objects.filter(pk__in=keys, status=Delivery.Status.HELD).cancel(reason)


def _leave_for_next(chat: Chat, keys: Sequence[int]) -> None:
    """Leave to another digest, at once, what this one does not tell of."""
    if not keys:
        return
    if Delivery.objects.filter(pk__in=keys, status=Delivery.Status.HELD).update(digest=None):
        Chat.objects.filter(pk=chat.pk).update(digest_at=timezone.now())
