"""Handlers of commands, buttons and events: each reads the update, asks one question, says one thing."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError
from telegram import ChatMember, Update
from telegram.error import RetryAfter
from telegram.ext import ContextTypes
from telegram.helpers import create_deep_linked_url

from briefs_bot.conversation import (
    answers,
    batching,
    connecting,
    following,
    linking,
    pacing,
    screen_edits,
    settings,
)
from briefs_bot.conversation.answers import Change
from briefs_bot.conversation.asked import Asked, writable
from briefs_bot.models import Chat
from briefs_bot.telegram import courier, refusals
from briefs_bot.telegram.standing import Standing, standing
from briefs_bot.telegram.token import hide
from briefs_bot.values import Document, Message, Place

Context = ContextTypes.DEFAULT_TYPE
Question = Callable[[Asked, Chat], Any]
Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
logger = logging.getLogger(__name__)

KINDS = {"private": "private", "group": "group", "supergroup": "group", "channel": "channel"}
OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)
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


async def membership(update: Update, context: Context) -> None:
    """Handle that the bot was added, removed or blocked, or that its rights changed.

    Who unblocks it still has to send /start.
    """
    change, kind = update.my_chat_member, KINDS[update.effective_chat.type]
    found = standing(change.new_chat_member, kind == "channel")
    if change.new_chat_member.status in OUTSIDE:
        await _left(update, context)
    elif kind != "private":
        has_joined = change.old_chat_member.status in OUTSIDE
        welcome = await answer_of(following.joined, update, context) if has_joined else None
        await answer_of(partial(connecting.note_rights, found), update, context)
        if has_joined:
            await _tell_adder(found, update, context)
        if found is Standing.MAY_POST:
            await say(context, update, welcome)


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


async def located(update: Update, context: Context) -> None:
    """Handle that a person sent a place: it tells their time zone."""
    place = update.effective_message.location
    text = f"{place.latitude} {place.longitude}"
    await say(context, update, await answer_of(settings.locate, update, context, text))


async def migrated(update: Update, context: Context) -> None:
    new_id = update.effective_message.migrate_to_chat_id
    if new_id:
        await sync_to_async(following.migrated)(context.bot.id, update.effective_chat.id, new_id)


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
            await _left(update, context)
        case refusals.Refusal() as refusal:
            logger.warning("answer_refused update=%s sort=%s said=%r", number, refusal.sort, str(refusal))
        case OperationalError() | InterfaceError() as error:
            logger.warning("database_unavailable update=%s error=%r", number, hide(str(error)))
        case surprise:
            logger.error("update_failed update=%s", number, exc_info=surprise)


async def _left(update: Update, context: Context) -> None:
    await sync_to_async(following.left)(context.bot.id, update.effective_chat.id)


def _is_own_chat(update: Update) -> bool:
    """Return whether the update is of a chat with the bot, which inline and guest queries are not."""
    return update.effective_chat is not None and update.guest_message is None


async def answer_of(question: Question, update: Update, context: Context, text: str | None = None) -> Any:
    asked = asked_by(update, context, text_of(update, context) if text is None else text)
    return await sync_to_async(answers.give)(question, asked)


def asked_by(update: Update, context: Context, text: str) -> Asked:
    chat, user = update.effective_chat, update.effective_user
    return Asked(
        bot=context.bot.id,
        chat_id=chat.id,
        kind=KINDS[chat.type],
        title=writable(chat.effective_name or ""),
        telegram_language=(user.language_code if user else "") or "",
        text=writable(text),
    )


def text_of(update: Update, context: Context) -> str:
    """Return the text after the command, the button's data, or the whole text."""
    if update.callback_query:
        return (update.callback_query.data or "").partition(":")[2]
    if context.args is not None:
        return " ".join(context.args)
    asked = update.effective_message
    written = (asked.text or asked.caption or "") if asked else ""
    return written.removeprefix(f"@{context.bot.username}")


async def say(context: Context, update: Update, said: Message | Document | list[Message] | None) -> None:
    place = _place(update)
    for message in said if isinstance(said, list) else [said] if said else []:
        if isinstance(message, Document):
            await _in_turn(context, update, partial(courier.send_document, context.bot, place, message))
        else:
            await _in_turn(context, update, partial(courier.send, context.bot, place, message))


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


async def _press(question: Question, update: Update, context: Context, changes: bool) -> None:
    if changes and not await _may_change(update, context):
        await acknowledge(context, update, await answer_of(answers.administrators_only, update, context))
        return
    await show_change(await answer_of(question, update, context), update, context, changes)


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


async def _look_at(chat_id: int, kind: str, update: Update, context: Context) -> tuple[Standing, bool]:
    """Ask Telegram for the bot's standing in a chat, and whether the person is an administrator there."""
    bot = context.bot
    ask = partial(courier.own_standing, bot, chat_id, kind == "channel")
    found = await pacing.call_with_retries(bot.id, chat_id, kind, ask)
    if found is not Standing.MAY_POST:
        return found, False
    ask_of_person = partial(courier.is_administrator, bot, chat_id, update.effective_user.id)
    return found, await pacing.call_with_retries(bot.id, chat_id, kind, ask_of_person)


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


async def acknowledge(context: Context, update: Update, notice: str, link: str | None = None) -> None:
    chat, query = update.effective_chat, update.callback_query
    call = partial(courier.acknowledge, query, notice, link)
    await pacing.call_with_retries(context.bot.id, chat.id, KINDS[chat.type], call)


async def _may_change(update: Update, context: Context) -> bool:
    """Return whether the person may change what the chat receives: in a group, only administrators may."""
    chat, user = update.effective_chat, update.effective_user
    if chat.type == "private" or user is None or user.id == ANONYMOUS_ADMIN:
        return True
    ask = partial(courier.is_administrator, context.bot, chat.id, user.id)
    return await pacing.call_with_retries(context.bot.id, chat.id, KINDS[chat.type], ask)
