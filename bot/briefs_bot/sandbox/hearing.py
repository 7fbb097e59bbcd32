"""Which messages of people the bot is told of."""

from typing import Any

from . import utf16
from .chats import Message, User


def hears(bot: User, message: Message) -> bool:
    """Return whether the bot sees it: in groups only commands, mentions of it and answers to it."""
    chat = message.chat
    if chat.standing not in ("open", "muted"):
        return False
    if chat.kind in ("private", "channel") or message.via_bot:
        return True
    replied = chat.messages.get(message.reply_to or 0)
    return bool(replied and replied.from_bot) or any(_addressed(bot, message, e) for e in message.entities)


def is_summoned(bot: User, message: Message) -> bool:
    """Return whether the message names the bot in a group where it is not."""
    mentions = [each for each in message.entities if each["type"] == "mention"]
    return message.chat.standing in ("left", "kicked") and any(_addressed(bot, message, e) for e in mentions)


def _addressed(bot: User, message: Message, entity: dict[str, Any]) -> bool:
    part = utf16.cut(message.text, entity["offset"], entity["length"]).lower()
    mine = part.endswith(f"@{bot.username}")
    return mine or (entity["type"] == "bot_command" and "@" not in part)
