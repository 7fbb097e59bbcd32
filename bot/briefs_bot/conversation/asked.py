"""A question of a person to the bot, read from an update."""

import re
from dataclasses import dataclass, field

from telegram import Update
from telegram.ext import ContextTypes

from briefs_app import reader

Context = ContextTypes.DEFAULT_TYPE

KINDS = {"private": "private", "group": "group", "supergroup": "group", "channel": "channel"}
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


def asked_by(update: Update, context: Context, text: str) -> Asked:
    chat, user = update.effective_chat, update.effective_user
    return Asked(
        bot=context.bot.id,
        chat_id=chat.id,
        kind=KINDS[chat.type],
        title=writable(chat.effective_name or ""),
        telegram_language=(user.language_code if user else "") or "",
        text=writable(text),
    )


def text_of(update: Update, context: Context) -> str:
    """Return the text after the command, the button's data, or the whole text."""
    if update.callback_query:
        return (update.callback_query.data or "").partition(":")[2]
    if context.args is not None:
        return " ".join(context.args)
    asked = update.effective_message
    written = (asked.text or asked.caption or "") if asked else ""
    return written.removeprefix(f"@{context.bot.username}")
