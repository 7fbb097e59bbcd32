"""A question of a person to the bot."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A command or a pressed button, and where it came from.

    `bot` is the number of the bot that was asked; `telegram_language` is the person's language code or "".
    """

    bot: int
    chat_id: int
    kind: str
    title: str
    telegram_language: str = ""
    text: str = ""
