"""Handlers of inline and guest queries: each answers in a chat that need not be the bot's.

They neither wait for the limiter nor tell it how they fared: the limits are about messages.
"""

from asgiref.sync import sync_to_async
from telegram import Update

from briefs_bot.conversation.asked import Context, writable
from briefs_bot.conversation.inline import InlineAsked, give, guest_answer, offers
from briefs_bot.telegram import inline


async def inline_query(update: Update, context: Context) -> None:
    """Offer briefs to a person who types the bot's name in any chat."""
    query = update.inline_query
    if query is None:
        return
    page = await sync_to_async(give)(offers, _asked(update, context, query.query, query.offset))
    await inline.answer(query, page)


async def guest_message(update: Update, context: Context) -> None:
    """Answer a person who names the bot in a chat that it is not in."""
    message = update.guest_message
    if message is None or message.guest_query_id is None:
        return
    asked = _asked(update, context, message.text or message.caption or "")
    offer = await sync_to_async(give)(guest_answer, asked)
    await inline.answer_guest(context.bot, message.guest_query_id, offer)


def _asked(update: Update, context: Context, words: str, offset: str = "") -> InlineAsked:
    user = update.effective_user
    return InlineAsked(
        bot=context.bot.id,
        username=context.bot.username,
        person=user.id if user else 0,
        telegram_language=(user.language_code if user else "") or "",
        words=writable(words),
        offset=offset,
    )
