"""The only outbound door to Telegram; every refusal is raised as a Refusal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.utils.module_loading import import_string
from telegram import (
    Bot,
    CallbackQuery,
    ChatMember,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.request import BaseRequest

from briefs_bot.conf import settings
from briefs_bot.telegram import buttons, chat_requests, html, reasons, refusals
from briefs_bot.telegram.payload import encoded, message_data
from briefs_bot.telegram.refusals import says
from briefs_bot.telegram.secret_address import SecretAddress, stand_in
from briefs_bot.telegram.standing import Standing, standing
from briefs_bot.values import CAPTION_LIMIT, TEXT_LIMIT, Document, Message, Place

THREAD = ("message thread not found", "topic_closed", "topic_deleted")
PHOTO = ("photo_invalid", "image_process_failed", "photo has unsupported", "wrong file identifier")


@dataclass(frozen=True)
class Receipt:
    """Telegram's answer: `message_id` is None where it sends later; `photo_file_id` serves the next chats.

    `photo_barred`: this chat accepts no photos from the bot, which says nothing about the photo.
    `is_removed`: the message was deleted. `thread_lost`: it is in the general topic, as its own is closed.
    """

    message_id: int | None
    photo_file_id: str = ""
    photo_barred: bool = False
    is_removed: bool = False
    thread_lost: bool = False


def make_request(token: str) -> BaseRequest:
    """Return a transport for a bot that the library knows by `stand_in(token)`."""
    return SecretAddress(import_string(settings.TRANSPORT)(), token)


@asynccontextmanager
async def open_bot(token: str) -> AsyncIterator[Bot]:
    """Open a bot with its own connections, for one event loop; it makes no call by itself."""
    request, base_url = make_request(token), f"{settings.API_URL}/bot"
    # Both are given, or the library would open its own client for updates.
    bot = Bot(stand_in(token), base_url=base_url, request=request, get_updates_request=request)
    await request.initialize()
    try:
        yield bot
    finally:
        await request.shutdown()


async def send(bot: Bot, place: Place, message: Message) -> Receipt:
    """Send a message; a refused photo falls back to text, a closed forum topic to the general one.

    A missing message to answer is ignored. Raise a Refusal.
    """
    try:
        return await _call(bot, place, message)
    except TelegramError as error:
        if place.thread and says(error, THREAD):
            return replace(await send(bot, replace(place, thread=None), message), thread_lost=True)
        barred = refusals.bars_photos(error)
        if message.photo and (barred or says(error, PHOTO)):
            return replace(await send(bot, place, message.without_photo()), photo_barred=barred)
        raise refusals.translated(error) from error


async def send_document(bot: Bot, place: Place, document: Document) -> Receipt:
    """Send a file; from a closed forum topic it goes to the general one. Raise a Refusal."""
    try:
        sent = await bot.send_document(
            place.chat_id,
            document.content,
            filename=document.name,
            caption=html.cut(document.html, CAPTION_LIMIT),
            parse_mode="HTML",
            message_thread_id=place.thread,
        )
    except TelegramError as error:
        if place.thread and says(error, THREAD):
            return replace(await send_document(bot, replace(place, thread=None), document), thread_lost=True)
        raise refusals.translated(error) from error
    return Receipt(sent.message_id or None)


async def rewrite(bot: Bot, chat_id: int, message_id: int, message: Message, has_photo: bool) -> Receipt:
    """Edit a sent message; an unchanged one is no error. Raise a Refusal.

    Its photo is replaced, but neither added nor removed: Telegram does not allow that.
    """
    markup = buttons.markup(message.buttons)
    try:
        if has_photo and message.photo:
            return await _exchange(bot, chat_id, message_id, message, message.photo)
        if has_photo:
            caption = html.cut(message.html, CAPTION_LIMIT)
            await bot.edit_message_caption(
                chat_id, message_id, caption=caption, parse_mode="HTML", reply_markup=markup
            )
        else:
            await bot.edit_message_text(
                html.cut(message.without_photo().html, TEXT_LIMIT),
                chat_id,
                message_id,
                parse_mode="HTML",
                reply_markup=markup,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
    except TelegramError as error:
        if has_photo and message.photo and refusals.bars_photos(error):
            words = await rewrite(bot, chat_id, message_id, message.without_photo(), has_photo)
            return replace(words, photo_barred=True)
        if has_photo and says(error, PHOTO):
            raise refusals.PhotoRefused(reasons.logged(error.message)) from error
        if not says(error, ("message is not modified",)):
            raise refusals.translated(error) from error
    return Receipt(message_id)


async def delete(bot: Bot, chat_id: int, message_id: int) -> bool:
    """Delete a message; return False where Telegram no longer does, as after 48 hours. Raise a Refusal."""
    try:
        await bot.delete_message(chat_id, message_id)
    except TelegramError as error:
        if says(error, ("message to delete not found",)):
            return True
        if says(error, ("can't be deleted", "message_delete_forbidden")):
            return False
        raise refusals.translated(error) from error
    return True


async def probe(bot: Bot) -> None:
    """Call getMe, which also updates `bot.username`. Raise a Refusal."""
    try:
        await bot.get_me()
    except TelegramError as error:
        raise refusals.translated(error) from error


async def can_write(bot: Bot, chat_id: int) -> bool:
    """Return whether the chat accepts the action "typing", which channels never do. Raise another Refusal."""
    try:
        await bot.send_chat_action(chat_id, ChatAction.TYPING)
    except TelegramError as error:
        refusal = refusals.translated(error)
        if isinstance(refusal, refusals.Gone | refusals.Barred):
            return False
        raise refusal from error
    return True


async def get_updates(bot: Bot, offset: int, kinds: list[str], seconds: int) -> list[dict[str, Any]]:
    """Return the updates since `offset` as dicts; wait up to `seconds` for the first.

    Raise the library's own TelegramError. Each update is parsed later, by itself: the library parses all at
    once, so a single one that it cannot read would hold up the others for good.
    """
    data = encoded({"offset": offset, "timeout": seconds, "allowed_updates": kinds})
    timeout = seconds + (bot.request.read_timeout or 0)
    updates: Any = await bot.request.post(
        f"{bot.base_url}/getUpdates", request_data=data, read_timeout=timeout
    )
    return updates


async def edit(query: CallbackQuery, message: Message) -> None:
    """Edit the message under the pressed button; below a picture, its caption. Raise a Refusal."""
    if pressed := query.message:
        has_photo = bool(getattr(pressed, "photo", ()))  # a message that is too old has none
        await rewrite(query.get_bot(), pressed.chat.id, pressed.message_id, message, has_photo)


async def acknowledge(query: CallbackQuery, notice: str = "", link: str | None = None) -> None:
    """End the button's spinner; being too late is no error. Raise a Refusal."""
    try:
        await query.answer(notice or None, url=link)
    except TelegramError as error:
        if not says(error, ("query is too old",)):
            raise refusals.translated(error) from error


async def own_standing(bot: Bot, chat_id: int, is_channel: bool) -> Standing:
    """Return whether the bot may post in a channel or group. Raise a Refusal that is not about this chat."""
    try:
        return standing(await bot.get_chat_member(chat_id, bot.id), is_channel)
    except TelegramError as error:
        refusal = refusals.translated(error)
        if isinstance(refusal, refusals.Gone | refusals.Barred):
            return Standing.OUTSIDE
        raise refusal from error


async def is_administrator(bot: Bot, chat_id: int, user_id: int) -> bool:
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except TelegramError as error:
        raise refusals.translated(error) from error
    return member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


async def _call(bot: Bot, place: Place, message: Message) -> Receipt:
    """Send by a raw request where a message goes to many: the library's methods cost more than the call."""
    if isinstance(message.photo, bytes):
        return await _upload(bot, place, message, message.photo)
    keyboard = message.requests
    markup = buttons.packed(message.buttons) if keyboard is None else chat_requests.packed(keyboard)
    data = message_data(message, markup, settings.PAID_BROADCAST, place)
    method = "sendPhoto" if message.photo else "sendMessage"
    sent: Any = await bot.request.post(f"{bot.base_url}/{method}", request_data=data)
    return Receipt(sent["message_id"] or None, sent["photo"][-1]["file_id"] if "photo" in sent else "")


async def _exchange(bot: Bot, chat_id: int, message_id: int, message: Message, photo: bytes | str) -> Receipt:
    caption = html.cut(message.html, CAPTION_LIMIT)
    media = InputMediaPhoto(photo, caption=caption, parse_mode="HTML", filename="photo.jpg")
    markup = buttons.markup(message.buttons)
    sent: Any = await bot.edit_message_media(media, chat_id, message_id, reply_markup=markup)
    return Receipt(message_id, sent.photo[-1].file_id)


async def _upload(bot: Bot, place: Place, message: Message, photo: bytes) -> Receipt:
    answered = ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None
    sent = await bot.send_photo(
        place.chat_id,
        photo,
        caption=html.cut(message.html, CAPTION_LIMIT),
        parse_mode="HTML",
        reply_markup=buttons.markup(message.buttons),
        disable_notification=message.silent,
        allow_paid_broadcast=settings.PAID_BROADCAST or None,
        reply_parameters=answered,
        message_thread_id=place.thread,
        filename="photo.jpg",
    )
    return Receipt(sent.message_id or None, sent.photo[-1].file_id if sent.photo else "")
