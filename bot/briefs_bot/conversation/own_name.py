"""The bot's own username, by which commands in groups call it and which may change while it runs."""

import logging
from time import monotonic

from asgiref.sync import sync_to_async
from telegram import Message, Update
from telegram.ext import ContextTypes, filters

from briefs_bot.models import BotName
from briefs_bot.telegram import courier, refusals

logger = logging.getLogger(__name__)

# Seconds until the bot asks again for its name.
ASK_EVERY = 60.0


class OwnName(filters.MessageFilter):
    """A filter for commands that name an unknown bot: it may be this one under a new name."""

    def __init__(self) -> None:
        super().__init__()
        self._asked_at = float("-inf")

    def filter(self, message: Message) -> bool:
        words = (message.text or "").split(maxsplit=1)
        name = words[0].partition("@")[2] if words and words[0].startswith("/") else ""
        is_unknown = bool(name) and name.lower() != message.get_bot().username.lower()
        return is_unknown and monotonic() - self._asked_at >= ASK_EVERY

    async def learn(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask Telegram for the username; python-telegram-bot stores the answer."""
        self._asked_at = monotonic()
        try:
            await courier.probe(context.bot)
            await sync_to_async(BotName.objects.learn)(context.bot.id, context.bot.username)
        except refusals.Refusal as refusal:
            logger.warning("bot_name_unknown bot=%s said=%r", context.bot.id, str(refusal))
