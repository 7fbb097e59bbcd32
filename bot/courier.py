"""The only outbound door to Telegram. Every refusal is translated once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.utils.module_loading import import_string
from telegram import (
    Bot,
    CallbackQuery,
    ChatMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import BaseRequest

from bot import telegram_html
from bot.conf import settings
from bot.parcel import parcel
from bot.secrecy import hide
from bot.transport import NotSent
from bot.values import CAPTION_LIMIT, TEXT_LIMIT, Button, Message

# The chat exists, but does not let us write now: an administrator can mend that.
RIGHTS = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "no write access",
    "chat not found",
)
CLOSED = ("group is deactivated", "group chat was deleted")
PHOTO = ("photo_invalid", "image_process_failed", "photo has unsupported", "wrong file identifier")
# What a transport over httpx, python-telegram-bot's own, raises before anything was sent.
NEVER_LEFT = ("ConnectError", "ConnectTimeout", "PoolTimeout")
LONG_WAIT = 3600.0
SHORT_WAIT = 15.0


class Refusal(Exception):
    """Telegram did not take the message; the text says why, in its own words."""

    # Refusals of one sort, from many different chats, have one cause.
    sort = "other"


class Gone(Refusal):
    """Nobody is there any more: the chat is closed, or the bot was blocked or removed."""

    sort = "gone"


class Rejected(Refusal):
    """The message itself is wrong."""

    sort = "rejected"


class Moved(Refusal):
    """The group lives under a new id."""

    def __init__(self, new_id: int) -> None:
        super().__init__(f"The group moved to {new_id}.")
        self.new_id = new_id


class TryLater(Refusal):
    """Surely not sent; worth another try after `seconds`."""

    sort = "network"

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Flood(TryLater):
    """Telegram asks the whole bot to be silent for `seconds`."""


class Barred(TryLater):
    """The chat is there, but does not let the bot write: an administrator can mend that."""

    sort = "barred"


class TokenRefused(TryLater):
    """Telegram does not know the bot; nothing else will be taken either."""

    sort = "token"


class Uncertain(Refusal):
    """No answer came: the message may have been sent."""

    sort = "network"
    seconds = 60.0


@dataclass(frozen=True)
class Receipt:
    """`message_id` is None where Telegram sends later; `photo_file_id` serves the next chats."""

    message_id: int | None
    photo_file_id: str = ""


def make_request() -> BaseRequest:
    return import_string(settings.TRANSPORT)()


@asynccontextmanager
async def open_bot() -> AsyncIterator[Bot]:
    """A bot with its own connections, for one event loop; asks Telegram nothing by itself."""
    request = make_request()
    # Both are given, or the library would open its own client for updates.
    bot = Bot(
        settings.BOT_TOKEN, base_url=f"{settings.API_URL}/bot", request=request, get_updates_request=request
    )
    await request.initialize()
    try:
        yield bot
    finally:
        await request.shutdown()


async def send(bot: Bot, chat_id: int, message: Message, reply_to: int | None = None) -> Receipt:
    """Raises a Refusal. A refused photo falls back to text; a message to answer may be gone."""
    try:
        return await _call(bot, chat_id, message, reply_to)
    except BadRequest as error:  # a NetworkError to the library, so it must come first
        if message.photo and _says(error, PHOTO):
            return await send(bot, chat_id, message.with_photo(None), reply_to)
        raise _bad_request(error) from error
    except TelegramError as error:
        raise _translated(error) from error


async def rewrite(bot: Bot, chat_id: int, message_id: int, message: Message, has_photo: bool) -> None:
    """Edits a sent message; an unchanged one is fine. Raises a Refusal."""
    markup = _markup(message.buttons)
    try:
        if has_photo:
            caption = telegram_html.cut(message.html, CAPTION_LIMIT)
            await bot.edit_message_caption(
                chat_id, message_id, caption=caption, parse_mode="HTML", reply_markup=markup
            )
        else:
            await bot.edit_message_text(
                telegram_html.cut(message.html, TEXT_LIMIT),
                chat_id,
                message_id,
                parse_mode="HTML",
                reply_markup=markup,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
    except BadRequest as error:
        if not _says(error, ("message is not modified",)):
            raise _bad_request(error) from error
    except TelegramError as error:
        raise _translated(error) from error


async def delete(bot: Bot, chat_id: int, message_id: int) -> bool:
    """False when Telegram does not delete it any more, as after 48 hours. Raises a Refusal."""
    try:
        await bot.delete_message(chat_id, message_id)
    except BadRequest as error:
        if _says(error, ("message to delete not found",)):
            return True
        if _says(error, ("can't be deleted", "message_delete_forbidden")):
            return False
        raise _bad_request(error) from error
    except TelegramError as error:
        raise _translated(error) from error
    return True


async def probe(bot: Bot) -> None:
    """Asks for nothing but an answer. Raises a Refusal."""
    try:
        await bot.get_me()
    except TelegramError as error:
        raise _translated(error) from error


async def edit(query: CallbackQuery, message: Message) -> None:
    """Rewrites the message under the pressed button."""
    if query.message:
        await rewrite(query.get_bot(), query.message.chat.id, query.message.message_id, message, False)


async def acknowledge(query: CallbackQuery, notice: str = "", link: str | None = None) -> None:
    """Ends the button's spinner; too late is no error, as nobody waits any more."""
    try:
        await query.answer(notice or None, url=link)
    except BadRequest as error:
        if not _says(error, ("query is too old",)):
            raise _bad_request(error) from error
    except TelegramError as error:
        raise _translated(error) from error


async def is_administrator(bot: Bot, chat_id: int, user_id: int) -> bool:
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except TelegramError as error:
        raise _translated(error) from error
    return member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


async def _call(bot: Bot, chat_id: int, message: Message, reply_to: int | None) -> Receipt:
    """Past the library's own methods where a message goes to many: they cost more than the call itself."""
    if isinstance(message.photo, bytes):
        return await _upload(bot, chat_id, message, message.photo, reply_to)
    markup = _packed_markup(message.buttons, _is_local(settings.API_URL))
    data = parcel(message, markup, settings.PAID_BROADCAST, chat_id, reply_to)
    method = "sendPhoto" if message.photo else "sendMessage"
    sent: Any = await bot.request.post(f"{bot.base_url}/{method}", request_data=data)
    return Receipt(sent["message_id"] or None, sent["photo"][-1]["file_id"] if "photo" in sent else "")


async def _upload(bot: Bot, chat_id: int, message: Message, photo: bytes, reply_to: int | None) -> Receipt:
    sent = await bot.send_photo(
        chat_id,
        photo,
        caption=telegram_html.cut(message.html, CAPTION_LIMIT),
        parse_mode="HTML",
        reply_markup=_markup(message.buttons),
        disable_notification=message.silent,
        allow_paid_broadcast=settings.PAID_BROADCAST or None,
        reply_parameters=ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None,
        filename="photo.jpg",
    )
    return Receipt(sent.message_id or None, sent.photo[-1].file_id if sent.photo else "")


def _bad_request(error: BadRequest) -> Refusal:
    if _says(error, CLOSED):
        return Gone(_text(error))
    if _says(error, RIGHTS):
        return Barred(_text(error), LONG_WAIT)
    return Rejected(_text(error))


def _translated(error: TelegramError) -> Refusal:
    match error:
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case RetryAfter():
            return Flood(_text(error), _seconds(error))
        case Forbidden():
            return Gone(_text(error))
        case InvalidToken():
            return TokenRefused("Telegram does not know the bot's token.", LONG_WAIT)
        case NotSent():
            return TryLater(_text(error), SHORT_WAIT)
        case NetworkError() if type(error.__cause__).__name__ in NEVER_LEFT:
            return TryLater(_text(error), SHORT_WAIT)
        case NetworkError() if _says(error, ("restart",)):  # Telegram's own word for maintenance
            return TryLater(_text(error), SHORT_WAIT)
    return Uncertain(_text(error) or "Telegram did not answer.")


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    text = error.message.casefold()
    return any(phrase in text for phrase in phrases)


def _text(error: TelegramError) -> str:
    return hide(error.message)


def _markup(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    kept = [[_button(button) for button in row if not button.url or _opens(button.url)] for row in rows]
    return InlineKeyboardMarkup([row for row in kept if row]) if any(kept) else None


@lru_cache(maxsize=16)
def _packed_markup(rows: tuple[tuple[Button, ...], ...], local: bool) -> str:
    """`local`: whether we talk to the sandbox, which takes buttons that Telegram refuses."""
    markup = _markup(rows)
    return markup.to_json() if markup else ""


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    return InlineKeyboardButton(button.text, callback_data=button.data)


def _opens(url: str) -> bool:
    """Telegram refuses a whole message for a button to this machine; the sandbox does not."""
    return not _is_local(url) or _is_local(settings.API_URL)


@lru_cache(maxsize=64)
def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or "localhost"
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(".localhost")
