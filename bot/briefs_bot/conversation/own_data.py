"""Sync functions by which people get what is kept about their chat, and have it deleted."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from briefs_app import reader
from briefs_bot.conversation import connecting, linking, screens
from briefs_bot.conversation.answers import Change
from briefs_bot.conversation.asked import Asked
from briefs_bot.models import Chat, IncomingUpdate
from briefs_bot.models.forgetting import forget
from briefs_bot.values import Document, Message

# The data of the button that really deletes.
YES = "yes"
# Columns that are ours alone: the key, and who connected a channel.
LEFT_OUT = ("id", "connected_by")


def export(asked: Asked, chat: Chat) -> Document:
    """Return all that is kept about the chat as a JSON file."""
    content = json.dumps(_kept(chat), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    name = f"briefs-{timezone.localdate():%Y-%m-%d}.json"
    return Document(name, content.encode(), escape(_("This is everything that is kept about this chat.")))


def ask(asked: Asked, chat: Chat) -> Message:
    return screens.ask_to_forget()


def press_forget(asked: Asked, chat: Chat) -> Change:
    """Delete everything about the chat, or leave it as it is."""
    if asked.text != YES:
        return Change(message=screens.not_forgotten())
    forget(chat)
    return Change(message=screens.forgotten())


def _kept(chat: Chat) -> dict[str, Any]:
    its_updates = IncomingUpdate.objects.filter(bot=chat.bot, chat_id=chat.telegram_id).order_by("pk")
    columns = (field for field in chat._meta.concrete_fields if field.name not in LEFT_OUT)
    return {
        "chat": {field.name: field.value_from_object(chat) for field in columns},
        "subscriptions": _subscriptions(chat),
        "content_languages": list(chat.content_languages.values_list("language", flat=True)),
        "tests_of_drafts_from": linking.editor_of(chat),
        "connects_chats_for": connecting.managers_of(chat),
        "deliveries": _deliveries(chat),
        "updates_received": list(its_updates.values_list("received_at", flat=True)),
    }


def _subscriptions(chat: Chat) -> list[dict[str, Any]]:
    names = {topic.key: topic.name for topic in reader.topics(chat.language)}
    return [
        {
            # A topic that was deleted has no name any more.
            "topic": names.get(row.topic, str(row.topic)) if row.topic else "*",
            "is_excluded": row.is_excluded,
            "thread_id": row.thread_id,
        }
        for row in chat.subscriptions.order_by("pk")
    ]


def _deliveries(chat: Chat) -> list[dict[str, Any]]:
    names = {
        "broadcast__title": "brief",
        "broadcast__kind": "kind",
        "broadcast__language": "language",
        "status": "status",
        "reason": "reason",
        "message_id": "message",
        "settled_at": "settled",
    }
    rows = chat.deliveries.order_by("pk").values_list(*names)
    return [dict(zip(names.values(), row, strict=True)) for row in rows.iterator()]
