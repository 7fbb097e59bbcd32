"""Handlers of a group's settings in private: each asks Telegram whether the person administers the group."""

from dataclasses import replace
from functools import partial

from asgiref.sync import sync_to_async
from telegram import Update

from briefs_bot.conversation import answers, events, group_settings, handlers, pacing, settings
from briefs_bot.conversation.asked import Asked, Context, asked_by, text_of, writable
from briefs_bot.conversation.saying import acknowledge, say, show_change
from briefs_bot.models import Chat
from briefs_bot.telegram import courier
from briefs_bot.telegram.standing import Standing

GROUP = str(Chat.Kind.GROUP)


async def shared(update: Update, context: Context) -> None:
    """Handle that a person chose a group to set up, or a channel or group to connect."""
    picked = update.message.chat_shared if update.message else None
    if picked is None or picked.request_id != settings.GROUP_REQUEST:
        await events.shared(update, context)
        return
    title = writable(picked.title or str(picked.chat_id))
    if await _administers(picked.chat_id, update, context):
        asked = _asked_in(picked.chat_id, title, update, context)
        said = await sync_to_async(answers.give)(group_settings.choose, asked)
    else:
        said = await handlers.answer_of(partial(group_settings.refuse, title), update, context)
    await say(context, update, said)


async def press(update: Update, context: Context) -> None:
    """Handle a button of a group's settings in private: only its administrators may press it."""
    number, _colon, data = text_of(update, context).partition(":")
    group = await sync_to_async(group_settings.find)(context.bot.id, number)
    if group is None:
        await handlers.press_unknown(update, context)
    elif await _administers(group.telegram_id, update, context):
        asked = _asked_in(group.telegram_id, group.title, update, context, data)
        change = await sync_to_async(answers.give)(group_settings.press, asked)
        await show_change(change, update, context, changes=True)
    else:
        refusal = await handlers.answer_of(answers.administrators_only, update, context)
        await acknowledge(context, update, refusal)


async def _administers(group: int, update: Update, context: Context) -> bool:
    """Return whether the person administers a group that the bot is in; Telegram is asked each time."""
    bot, user = context.bot, update.effective_user
    if user is None:
        return False
    ask = partial(courier.own_standing, bot, group, False)
    if await pacing.call_with_retries(bot.id, group, GROUP, ask) is Standing.OUTSIDE:
        return False
    ask_of_person = partial(courier.is_administrator, bot, group, user.id)
    return await pacing.call_with_retries(bot.id, group, GROUP, ask_of_person)


def _asked_in(group: int, title: str, update: Update, context: Context, text: str = "") -> Asked:
    """Return a question that a person asks in private about a group."""
    asked = asked_by(update, context, text)
    return replace(asked, chat_id=group, kind=GROUP, title=title)
