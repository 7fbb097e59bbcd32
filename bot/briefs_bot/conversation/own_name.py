"""The bot's own name, which commands in groups go by and which may change while the bot runs."""

import logging
from time import monotonic

from telegram import Message, Update
from telegram.ext import ContextTypes, filters

from briefs_bot.telegram import courier, refusals

logger = logging.getLogger(__name__)

# Seconds until the bot asks again for its name.
ASK_EVERY = 60.0


class OwnName(filters.MessageFilter):
    """Commands that name a bot which this one does not know: it may be this one, renamed meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._asked_at = float("-inf")

    def filter(self, message: Message) -> bool:
        words = (message.text or "").split(maxsplit=1)
        name = words[0].partition("@")[2] if words and words[0].startswith("/") else ""
        is_unknown = bool(name) and name.lower() != message.get_bot().username.lower()
        return is_unknown and monotonic() - self._asked_at >= ASK_EVERY

    async def learn(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask Telegram, whose answer the library keeps."""
        self._asked_at = monotonic()
        try:
            await courier.probe(context.bot)
        except refusals.Refusal as refusal:
            logger.warning("bot_name_unknown bot=%s said=%s", context.bot.id, refusal)
