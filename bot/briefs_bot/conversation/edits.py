"""Edited messages whose text is the same as before, which Telegram also reports: they are no questions."""

from collections import OrderedDict

from telegram import Update
from telegram.ext import ApplicationHandlerStop, ContextTypes, filters

# Messages whose text is remembered, as a number; after a restart an edit of something else is answered once.
REMEMBERED = 10_000


class SameText(filters.UpdateFilter):
    """A filter for edits that leave the text as it was, such as the preview of a link that came later."""

    def __init__(self) -> None:
        super().__init__()
        # The text of each message, and the update that brought it.
        self._known: OrderedDict[tuple[int, int], tuple[int, int]] = OrderedDict()

    def filter(self, update: Update) -> bool:
        """Remember each text; asking again about the same update gives the same answer."""
        message = update.message or update.edited_message
        if message is None:
            return False
        key, text = (message.chat.id, message.message_id), hash(message.text or message.caption or "")
        known = self._known.get(key)
        if known and known[0] == text:
            return known[1] != update.update_id
        self._known[key] = (text, update.update_id)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return False


async def pass_over(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    raise ApplicationHandlerStop
