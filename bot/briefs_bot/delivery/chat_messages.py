"""The message of a broadcast in the form in which each chat gets it."""

from collections.abc import Iterable
from dataclasses import replace

from briefs_bot.models import Chat, Delivery
from briefs_bot.rendering import Wording
from briefs_bot.values import Message


class ChatMessages:
    """Messages by revision and signature, as batches that run at the same time may have different texts."""

    def __init__(self) -> None:
        self._messages: dict[tuple[int, str], Message] = {}

    def add(self, revision: int, wording: Wording, deliveries: Iterable[Delivery]) -> None:
        """Render the message for the chats of these deliveries: once for all that have no signature."""
        for signature in {"", *(delivery.chat.signature for delivery in deliveries)}:
            self._messages[revision, signature] = wording.signed(signature)

    def unsigned(self, delivery: Delivery) -> Message:
        return self._messages[delivery.revision, ""]

    def of(self, delivery: Delivery) -> Message:
        """Return the message as the chat of this delivery gets it."""
        return preferred(self._messages[delivery.revision, delivery.chat.signature], delivery.chat)


def preferred(message: Message, chat: Chat) -> Message:
    """Return the message in the layout that the chat prefers."""
    if not chat.wants_photos:
        message = message.without_photo()
    if chat.is_silent:
        message = replace(message, silent=True)
    return message.for_channel() if chat.kind == Chat.Kind.CHANNEL else message
