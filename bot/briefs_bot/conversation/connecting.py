"""Connects a channel or group that a channel manager chooses in their private chat with the bot."""

from dataclasses import dataclass

from django.utils import translation
from wagtail.log_actions import log

from briefs_app import reader
from briefs_bot import messages
from briefs_bot.conversation import arrival, reading
from briefs_bot.conversation.asked import Asked
from briefs_bot.models import Chat, Invitation
from briefs_bot.telegram.standing import Standing
from briefs_bot.values import ChatRequest, Message

# t.me/bot?start=c_…
CONNECT_LINK = "c_"
LOG_ACTION = "briefs_bot.connect"
# The numbers of the buttons.
KINDS = {1: Chat.Kind.CHANNEL, 2: Chat.Kind.GROUP}


@dataclass(frozen=True)
class Choice:
    """The channel or group that a person chose, with what Telegram says about it."""

    telegram_id: int
    kind: str
    title: str
    standing: Standing
    by_administrator: bool


def kind_of(number: int) -> str:
    """Return the kind of chat that a button asks for; empty for a button of an older version."""
    return str(KINDS.get(number, ""))


def is_link(text: str) -> bool:
    return text.startswith(CONNECT_LINK)


def payload(token: str) -> str:
    """Return what follows `start=`: at most 64 of the characters that Telegram allows there."""
    return CONNECT_LINK + token


def begin(asked: Asked, chat: Chat) -> Message:
    """Offer to choose a channel or a group; the chat itself follows nothing by that."""
    token = asked.text.removeprefix(CONNECT_LINK)
    if chat.kind != Chat.Kind.PRIVATE:
        # Everybody there can read it.
        Invitation.objects.expire(token)
        return messages.connect_privately()
    invitation = Invitation.objects.open(token, chat)
    if invitation is None or not invitation.is_allowed:
        return messages.connecting_expired()
    return messages.choose_chat(_requests())


def finish(choice: Choice, asked: Asked, chat: Chat) -> Message:
    """Connect the chosen channel or group, or say what is missing there."""
    invitation = Invitation.objects.opened(chat).first()
    if invitation is None or not invitation.is_allowed:
        used = Invitation.objects.filter(chat=chat).select_related("user").order_by("-expires_at").first()
        if used is None or not used.has_connected(choice.telegram_id):
            return messages.connecting_expired()
        return _connected(Chat.objects.get(bot=chat.bot, telegram_id=choice.telegram_id))
    if missing := _missing(choice):
        return messages.choose_chat(_requests(), missing)
    language = reader.languages(chat.site)[0]
    connected = invitation.connect(choice.telegram_id, choice.kind, choice.title, language)
    log(connected, LOG_ACTION, user=invitation.user)
    return _connected(connected)


def managers_of(chat: Chat) -> list[str]:
    """Return the names of those whose invitations the chat opened, used and expired ones included."""
    return [each.name for each in Invitation.objects.filter(chat=chat).select_related("user").order_by("pk")]


def added(bot: int, person: int, choice: Choice) -> Message | None:
    """Return what to tell, in private, whoever added the bot; None for who has not started it, or stopped."""
    known = Chat.objects.filter(bot=bot, telegram_id=person, kind=Chat.Kind.PRIVATE, is_active=True)
    chat = known.first()
    if chat is None or Invitation.objects.opened(chat).exists():
        return None  # whoever is about to connect it is told then
    its = Chat.objects.get(bot=bot, telegram_id=choice.telegram_id)
    is_channel, gets_briefs = choice.kind == Chat.Kind.CHANNEL, bool(its.following)
    with translation.override(chat.language):
        if choice.standing is Standing.MAY_POST:
            return messages.added(choice.title, is_channel, gets_briefs, *_coming(its))
        return messages.added_without_rights(choice.title, is_channel, gets_briefs)


def _missing(choice: Choice) -> Message | None:
    is_channel = choice.kind == Chat.Kind.CHANNEL
    if choice.standing is Standing.OUTSIDE:
        return messages.not_inside(choice.title, is_channel)
    if choice.standing is Standing.SILENCED:
        return messages.missing_rights(choice.title, is_channel)
    return None if choice.by_administrator else messages.not_administrator(choice.title)


def _connected(chat: Chat) -> Message:
    return messages.connected(chat.title, *_coming(chat))


def _coming(chat: Chat) -> tuple[str, list[str]]:
    """Return when briefs come to the chat, and their languages where the site has several."""
    has_languages = len(reader.languages(chat.site)) > 1
    languages = [reader.language_name(code) for code in reading.chosen_languages(chat)]
    return arrival.described(chat), languages if has_languages else []


def _requests() -> tuple[ChatRequest, ...]:
    return tuple(
        ChatRequest(messages.choose_kind(kind == Chat.Kind.CHANNEL), number, kind == Chat.Kind.CHANNEL)
        for number, kind in KINDS.items()
    )
