"""A received update as a row, the same from polling and from a webhook."""

import json
from typing import Any

from briefs_bot.models import IncomingUpdate

# Of the column; Telegram's own have 52 bits.
LARGEST = 2**63


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
