"""The kinds of refusals by Telegram, and the translation of the library's errors into them."""

import re

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from briefs_bot.telegram import reasons
from briefs_bot.telegram.token import hide
from briefs_bot.telegram.transport import NotSent

# The chat exists, but does not let us write now: an administrator can change that.
RIGHTS = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "no write access",
    "chat not found",
    "message thread not found",
    # Codes of Telegram's own servers, which the Bot API passes on.
    "topic_closed",
    "topic_deleted",
    "peer_id_invalid",
    "chat_restricted",
    "chat_write_forbidden",
    "chat_admin_required",
    "chat_send_",
    "channel_private",
    "user_banned_in_channel",
)
# Also when a chat only bars media, such as photos, and lets the bot write.
MEDIA = re.compile(r"rights to send (?!text|a message)|chat_send_(?!plain)\w+_forbidden", re.IGNORECASE)
PAID = ("allow_payment_required",)
CLOSED = ("group is deactivated", "group chat was deleted")
# Errors of httpx, python-telegram-bot's own transport, before anything was sent.
NEVER_LEFT = ("ConnectError", "ConnectTimeout", "PoolTimeout")
# The library's words for an answer that is not Telegram's.
UNREADABLE = ("parsing the server response",)
LONG_WAIT = 3600.0
SHORT_WAIT = 15.0


class Refusal(Exception):
    """Telegram did not accept the message; the text says why, in Telegram's words."""

    # Refusals of one sort by many different chats have one cause.
    sort = "other"
    # The reason for editors by a phrase in Telegram's text; `words` is the default.
    phrases: dict[str, str] = {}
    words = reasons.REFUSED

    @property
    def reason(self) -> str:
        return reasons.named(str(self), self.phrases, self.words)


class Gone(Refusal):
    """The chat is closed, or the bot was blocked or removed."""

    sort = "gone"
    phrases, words = reasons.GONE, reasons.LOST


class Rejected(Refusal):
    """The message itself is wrong."""

    sort = "rejected"
    phrases = reasons.REJECTED


class PhotoRefused(Rejected):
    """Telegram refused the photo of a message, not its text."""

    words = reasons.PHOTO


class Charged(Refusal):
    """The person charges for messages; the message is fine for everybody else."""

    sort = "charged"
    words = reasons.CHARGED


class Moved(Refusal):
    """The group has a new id, as it became a supergroup."""

    def __init__(self, new_id: int) -> None:
        super().__init__(f"The group moved to {new_id}.")
        self.new_id = new_id


class TryLater(Refusal):
    """The message was surely not sent; it may be tried again after `seconds`."""

    sort = "network"
    phrases, words = {"restart": reasons.MAINTENANCE}, reasons.NO_CONNECTION
    # True where waiting alone does not help.
    needs_somebody = False

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Flood(TryLater):
    """Telegram sent a 429 with `seconds` to wait; it does not say whether for this chat or the whole bot."""

    words = reasons.WAIT


class Barred(TryLater):
    """The chat exists, but does not let the bot write: an administrator can change that."""

    sort = "barred"
    phrases, words = reasons.BARRED, reasons.RIGHTS
    needs_somebody = True


class TokenRefused(TryLater):
    """Telegram does not know the bot; nothing else will be taken either."""

    sort = "token"
    words = reasons.TOKEN
    needs_somebody = True


class NotFound(TryLater):
    """The address does not exist, for a moment or for good: a wrong token is refused in other words."""

    sort = "token"
    words = reasons.NO_METHOD


class NotTelegram(TryLater):
    """A proxy or a firewall refused, so Telegram has not seen the message."""

    words = reasons.BETWEEN


class Silenced(Refusal):
    """This installation may not send anything; Telegram was not asked."""

    sort = "silenced"
    words = reasons.SILENT


class Uncertain(Refusal):
    """The message may have been sent, as no answer came."""

    sort = "network"
    phrases, words = {"server response": reasons.BROKEN}, reasons.NO_ANSWER
    seconds = 60.0


def translated(error: TelegramError) -> Refusal:
    """Return the Refusal that an error of the library stands for."""
    match error:
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case RetryAfter():
            return Flood(_text(error), _seconds(error))
        case Forbidden() | BadRequest() | InvalidToken() if says(error, UNREADABLE):
            return NotTelegram(_text(error), SHORT_WAIT)
        case Forbidden():
            return Gone(_text(error))
        case BadRequest():  # a NetworkError to the library, so it must come first
            return _bad_request(error)
        case InvalidToken() if says(error, ("unauthorized",)):
            # The circuit breaker asks about the token before each run, so no delivery has to wait long.
            return TokenRefused(_text(error), SHORT_WAIT)
        case InvalidToken():
            return NotFound(_text(error), SHORT_WAIT)
        case NotSent():
            return TryLater(_text(error), SHORT_WAIT)
        case NetworkError() if type(error.__cause__).__name__ in NEVER_LEFT:
            return TryLater(_text(error), SHORT_WAIT)
        case NetworkError() if says(error, ("restart",)):  # Telegram's own word for maintenance
            return TryLater(_text(error), SHORT_WAIT)
    return Uncertain(_text(error) or "Telegram did not answer.")


def _bad_request(error: BadRequest) -> Refusal:
    if says(error, CLOSED):
        return Gone(_text(error))
    if says(error, RIGHTS):
        return Barred(_text(error), LONG_WAIT)
    if says(error, PAID):
        return Charged(_text(error))
    return Rejected(_text(error))


def bars_photos(error: TelegramError) -> bool:
    """Return whether the chat lets the bot send no photos; text may still be accepted."""
    return isinstance(error, BadRequest | Forbidden) and bool(MEDIA.search(error.message))


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


def says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    text = error.message.casefold()
    return any(phrase in text for phrase in phrases)


def _text(error: TelegramError) -> str:
    return reasons.logged(hide(error.message))
