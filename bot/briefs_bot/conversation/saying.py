"""Says things in the chat of an update, each when the limiter gives the chat a turn."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram import Update
from telegram.helpers import create_deep_linked_url

from briefs_bot.conversation import pacing, screen_edits
from briefs_bot.conversation.answers import Change
from briefs_bot.conversation.asked import KINDS, Context
from briefs_bot.models import Chat
from briefs_bot.telegram import courier
from briefs_bot.values import Document, Message, Place


async def say(context: Context, update: Update, said: Message | Document | list[Message] | None) -> None:
    place = _place(update)
    for message in said if isinstance(said, list) else [said] if said else []:
        if isinstance(message, Document):
            await _in_turn(context, update, partial(courier.send_document, context.bot, place, message))
        else:
            await _in_turn(context, update, partial(courier.send, context.bot, place, message))


async def show_change(change: Change, update: Update, context: Context, changes: bool) -> None:
    """Acknowledge a press, edit the message with the button, and send what is said besides."""
    handling = pacing.current.get()
    if changes and handling:
        handling.settle()
    link = create_deep_linked_url(context.bot.username, change.link) if change.link else None
    await acknowledge(context, update, change.notice, link)
    if change.message:
        kind, query = KINDS[update.effective_chat.type], update.callback_query
        await screen_edits.show(context.bot.id, kind, query, change.message)
    await say(context, update, change.reply)


async def acknowledge(context: Context, update: Update, notice: str, link: str | None = None) -> None:
    chat, query = update.effective_chat, update.callback_query
    call = partial(courier.acknowledge, query, notice, link)
    await pacing.call_with_retries(context.bot.id, chat.id, KINDS[chat.type], call)


def _place(update: Update) -> Place:
    """Return where an answer goes: in a group it answers the message of whoever asked, in its thread."""
    asked, chat = update.effective_message, update.effective_chat
    thread = asked.message_thread_id if asked and asked.is_topic_message else None
    is_question = asked and KINDS[chat.type] == Chat.Kind.GROUP and not update.callback_query
    return Place(chat.id, asked.message_id if is_question else None, thread)


async def _in_turn(context: Context, update: Update, call: Callable[[], Awaitable[Any]]) -> None:
    """Call once the limiter gives the chat a turn: answers and edits count towards Telegram's limits, too."""
    chat = update.effective_chat
    await pacing.in_turn(context.bot.id, chat.id, KINDS[chat.type], call)
