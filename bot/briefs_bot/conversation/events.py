"""Handlers of what happens to chats: the bot is added or removed, a channel is connected, a group moves."""

import logging
from functools import partial

from asgiref.sync import sync_to_async
from telegram import ChatMember, Update

from briefs_bot.conversation import connecting, following, pacing
from briefs_bot.conversation.asked import KINDS, Context
from briefs_bot.conversation.handlers import answer_of
from briefs_bot.conversation.saying import say
from briefs_bot.telegram import courier, refusals
from briefs_bot.telegram.standing import Standing, standing
from briefs_bot.values import Message, Place

logger = logging.getLogger(__name__)

OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)


async def membership(update: Update, context: Context) -> None:
    """Handle that the bot was added, removed or blocked, or that its rights changed.

    Who unblocks it still has to send /start.
    """
    change, kind = update.my_chat_member, KINDS[update.effective_chat.type]
    found = standing(change.new_chat_member, kind == "channel")
    if change.new_chat_member.status in OUTSIDE:
        await left(update, context)
    elif kind != "private":
        has_joined = change.old_chat_member.status in OUTSIDE
        welcome = await answer_of(following.joined, update, context) if has_joined else None
        late_welcome = await answer_of(partial(following.note_rights, found), update, context)
        if found is Standing.MAY_POST:
            found = await _welcome(welcome or late_welcome, update, context)
        if has_joined:
            await _tell_adder(found, update, context)


async def shared(update: Update, context: Context) -> None:
    """Handle that a person chose a channel or group to connect."""
    picked = update.effective_message.chat_shared
    kind = connecting.kind_of(picked.request_id)
    if not kind:
        return
    found, by_administrator = await _look_at(picked.chat_id, kind, update, context)
    title = picked.title or str(picked.chat_id)
    choice = connecting.Choice(picked.chat_id, kind, title, found, by_administrator)
    await say(context, update, await answer_of(partial(connecting.finish, choice), update, context))


async def migrated(update: Update, context: Context) -> None:
    new_id = update.effective_message.migrate_to_chat_id
    if new_id:
        await sync_to_async(following.migrated)(context.bot.id, update.effective_chat.id, new_id)


async def left(update: Update, context: Context) -> None:
    await sync_to_async(following.left)(context.bot.id, update.effective_chat.id)


async def _look_at(chat_id: int, kind: str, update: Update, context: Context) -> tuple[Standing, bool]:
    """Ask Telegram for the bot's standing in a chat, and whether the person is an administrator there."""
    bot = context.bot
    ask = partial(courier.own_standing, bot, chat_id, kind == "channel")
    found = await pacing.call_with_retries(bot.id, chat_id, kind, ask)
    if found is not Standing.MAY_POST:
        return found, False
    ask_of_person = partial(courier.is_administrator, bot, chat_id, update.effective_user.id)
    return found, await pacing.call_with_retries(bot.id, chat_id, kind, ask_of_person)


async def _welcome(welcome: Message | None, update: Update, context: Context) -> Standing:
    """Write the welcome in a group; return whether that is allowed there, as its topics may be closed."""
    try:
        await say(context, update, welcome)
    except refusals.Barred as refusal:
        logger.info("welcome_refused chat=%s said=%r", update.effective_chat.id, str(refusal))
        await answer_of(partial(following.note_rights, Standing.SILENCED), update, context)
        return Standing.SILENCED
    return Standing.MAY_POST


async def _tell_adder(found: Standing, update: Update, context: Context) -> None:
    """Tell whoever added the bot, in private, what comes next; that must not hold up anything else."""
    chat, person, bot = update.effective_chat, update.my_chat_member.from_user, context.bot
    choice = connecting.Choice(chat.id, KINDS[chat.type], chat.effective_name or "", found, True)
    said = await sync_to_async(connecting.added)(bot.id, person.id, choice)
    if said is None:
        return
    try:
        send = partial(courier.send, bot, Place(person.id), said)
        await pacing.in_turn(bot.id, person.id, "private", send)
    except refusals.Refusal as refusal:
        logger.info("adder_not_told chat=%s sort=%s said=%r", chat.id, refusal.sort, str(refusal))
