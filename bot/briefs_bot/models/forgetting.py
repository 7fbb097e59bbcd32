"""Forgets a chat: everything about it goes, and only the outcomes of broadcasts stay counted."""

import logging

from django.db import transaction
from wagtail.models import ModelLogEntry

from briefs_bot.models.chat import Chat
from briefs_bot.models.incoming import IncomingUpdate
from briefs_bot.models.previewer import Previewer

logger = logging.getLogger(__name__)

# The reason of what was cancelled by it.
REASON = "/forget"


@transaction.atomic
def forget(chat: Chat) -> None:
    """Delete the chat, what it chose, and the link from each delivery to it. Nothing more is sent to it."""
    logger.info("chat_forgotten chat=%s kind=%s", chat.pk, chat.kind)
    # The row stays with its editor, as it counts tests.
    Previewer.objects.filter(chat=chat).unlink()
    IncomingUpdate.objects.filter(bot=chat.bot, chat_id=chat.telegram_id).update(chat_id=0)
    # What managers did stays, without the name of the chat.
    ModelLogEntry.objects.for_instance(chat).update(label=f"#{chat.pk}")
    chat.deliveries.forget(REASON)
    chat.delete()
