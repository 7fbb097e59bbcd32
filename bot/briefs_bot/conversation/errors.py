"""The handler of errors of other handlers."""

import logging

from django.db import InterfaceError, InternalError, OperationalError
from telegram import Update
from telegram.error import RetryAfter

from briefs_bot.conversation import events, pacing
from briefs_bot.conversation.asked import KINDS, Context
from briefs_bot.telegram import refusals
from briefs_bot.telegram.token import hide

logger = logging.getLogger(__name__)


async def failed(update: object, context: Context) -> None:
    """Handle an error of a handler: obey Telegram's refusals, and log anything else."""
    error = context.error
    if isinstance(error, RetryAfter):  # a host's own command called the library
        error = refusals.translated(error)
    handling = pacing.current.get()
    if handling:
        handling.error = error
    number = getattr(update, "update_id", None)
    match error:
        case refusals.Flood() as flood if isinstance(update, Update) and _is_own_chat(update):
            chat = update.effective_chat
            await pacing.report_flood(context.bot.id, flood, chat.id, KINDS[chat.type])
        case refusals.Gone() if isinstance(update, Update) and _is_own_chat(update):
            await events.left(update, context)
        case refusals.Refusal() as refusal:
            logger.warning("answer_refused update=%s sort=%s said=%r", number, refusal.sort, str(refusal))
        case OperationalError() | InterfaceError() | InternalError() as error:
            logger.warning("database_unavailable update=%s error=%r", number, hide(str(error)))
        case surprise:
            logger.error("update_failed update=%s", number, exc_info=surprise)


def _is_own_chat(update: Update) -> bool:
    """Return whether the update is of a chat with the bot, which inline and guest queries are not."""
    return update.effective_chat is not None and update.guest_message is None
