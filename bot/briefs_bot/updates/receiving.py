"""Tells updates from anything else, and makes rows of them, the same from polling and from a webhook."""

import json
from typing import Any

from briefs_bot.models import IncomingUpdate

# Of the columns; Telegram's own numbers have 52 bits.
LARGEST = 2**63


def is_update(given: Any) -> bool:
    """Return whether it has a number that can be stored; whatever else is in it is read later."""
    number = given.get("update_id") if isinstance(given, dict) else None
    return type(number) is int and 0 <= number < LARGEST


def as_row(bot: int, update: dict[str, Any]) -> IncomingUpdate:
    return IncomingUpdate(
        bot=bot, update_id=update["update_id"], chat_id=_chat_id(update), payload=json.dumps(update)
    )


def _chat_id(update: dict[str, Any]) -> int:
    """Return Telegram's id of the chat, 0 without one; what cannot be read is stored, too."""
    for content in update.values():
        if isinstance(content, dict):
            place = content if "chat" in content else content.get("message")
            chat = place.get("chat") if isinstance(place, dict) else None
            number = chat.get("id") if isinstance(chat, dict) else None
            return number if isinstance(number, int) and abs(number) < LARGEST else 0
    return 0
