"""A question of a person to the bot."""

import re
from dataclasses import dataclass, field

from briefs_app import reader

# Telegram refuses the one, and PostgreSQL the other.
UNWRITABLE = re.compile("[\ud800-\udfff\x00]")


def writable(text: str) -> str:
    """Return the text without characters that can neither be stored nor sent back."""
    return UNWRITABLE.sub("", text)


@dataclass(frozen=True)
class Asked:
    """A command or a pressed button, and where it came from.

    `bot` is the number of the bot that was asked; `telegram_language` is the person's language code or "";
    `at` is the moment for `reader.remembering`.
    """

    bot: int
    chat_id: int
    kind: str
    title: str
    telegram_language: str = ""
    text: str = ""
    at: int = field(default_factory=reader.moment)
