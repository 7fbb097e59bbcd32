"""Handlers of commands and buttons: each reads the update, asks one question, says one thing."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from telegram import Update

from briefs_bot.conversation import answers, batching, connecting, following, linking, pacing, settings
from briefs_bot.conversation.asked import KINDS, Asked, Context, asked_by, text_of
from briefs_bot.conversation.saying import acknowledge, say, show_change
from briefs_bot.models import Chat
from briefs_bot.telegram import courier

Question = Callable[[Asked, Chat], Any]
Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]

# Anonymous administrators write in the group's own name.
ANONYMOUS_ADMIN = 1087968824


def answering(question: Question) -> Handler:
    """Return a handler that answers a question, which only reads: many are answered together."""

    async def handle(update: Update, context: Context) -> None:
        asked = asked_by(update, context, text_of(update, context))
        answer = await batching.ask(context.application, answers.stating(question), asked)
        await say(context, update, answer)

    return handle


def changing(question: Question) -> Handler:
    """Return a handler that answers only those who may change what the chat receives."""

    async def answer(update: Update, context: Context) -> None:
        asked = question if await _may_change(update, context) else answers.refuse
        await say(context, update, await answer_of(asked, update, context))

    return answer


def pressing(question: Question, changes: bool = False) -> Handler:
    """Return a handler of a button; `changes` says whether the button changes what the chat receives."""

    async def press(update: Update, context: Context) -> None:
        await _press(question, update, context, changes)

    return press


async def start(update: Update, context: Context) -> None:
    """Handle /start; links from the admin change nothing that the chat follows, so anybody may open them."""
    text = text_of(update, context)
    if linking.is_link(text) or connecting.is_link(text):
        await say(context, update, await answer_of(following.start, update, context))
    else:
        await changing(following.start)(update, context)


async def press_unknown(update: Update, context: Context) -> None:
    await acknowledge(context, update, await answer_of(answers.outdated, update, context))


async def located(update: Update, context: Context) -> None:
    """Handle that a person sent a place: it tells their time zone."""
    place = update.effective_message.location
    text = f"{place.latitude} {place.longitude}"
    await say(context, update, await answer_of(settings.locate, update, context, text))


async def answer_of(question: Question, update: Update, context: Context, text: str | None = None) -> Any:
    asked = asked_by(update, context, text_of(update, context) if text is None else text)
    return await sync_to_async(answers.give)(question, asked)


async def _press(question: Question, update: Update, context: Context, changes: bool) -> None:
    if changes and not await _may_change(update, context):
        await acknowledge(context, update, await answer_of(answers.administrators_only, update, context))
        return
    await show_change(await answer_of(question, update, context), update, context, changes)


async def _may_change(update: Update, context: Context) -> bool:
    """Return whether the person may change what the chat receives: in a group, only administrators may."""
    chat, user = update.effective_chat, update.effective_user
    if chat.type == "private" or user is None or user.id == ANONYMOUS_ADMIN:
        return True
    if (written := update.message or update.edited_message) and written.sender_chat:
        return False  # in the name of a channel, so that nobody knows whose words they are
    ask = partial(courier.is_administrator, context.bot, chat.id, user.id)
    return await pacing.call_with_retries(context.bot.id, chat.id, KINDS[chat.type], ask)
