"""Answers of the bot: sync functions that ask the reader and the chats, and return what to say."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from wagtail.models import Site

from briefs_app import reader
from briefs_bot import bots, messages
from briefs_bot.conf import settings
from briefs_bot.models import Chat
from briefs_bot.values import Message

TOPIC_LINK = "t_"


@dataclass(frozen=True)
class Asked:
    """A command or a pressed button, and where it came from.

    `bot` is the number of the bot that was asked; `telegram_language` is the person's language code or "".
    """

    bot: int
    chat_id: int
    kind: str
    title: str
    telegram_language: str = ""
    text: str = ""


@dataclass(frozen=True)
class Change:
    """The result of pressing a button: a short notice, the edited message, or a new message as a reply."""

    notice: str = ""
    message: Message | None = None
    reply: Message | None = None
    link: str = ""


def give(question: Callable[[Asked, Chat], Any], asked: Asked) -> Any:
    """Look up the chat, and return what `question` answers in the chat's language.

    A chat whose language the site no longer has gets another one; a notice then precedes the answer in a
    list.
    """
    chat = _chat(asked)
    is_lost = chat.language not in reader.languages(chat.site)
    if is_lost:
        chat.language = _language(asked.telegram_language, chat.site)
        chat.save(update_fields=["language"])
    with translation.override(chat.language):
        answer = question(asked, chat)
        if is_lost and isinstance(answer, Message | list):
            return [messages.language_is_gone(), *(answer if isinstance(answer, list) else [answer])]
        return answer


def start(asked: Asked, chat: Chat) -> list[Message]:
    """Welcome the chat; a deep link such as t.me/bot?start=t_security opens a topic instead."""
    chat.come_back()
    if asked.text.startswith(TOPIC_LINK):
        return [topic(replace(asked, text=asked.text.removeprefix(TOPIC_LINK)), chat)]
    newest = reader.latest(1, chat.language, chat.site)
    shown = (messages.announcement(brief, reader.photo(brief.id, chat.site)) for brief in newest)
    return [_welcome(chat), *shown]


def latest(asked: Asked, chat: Chat) -> Message:
    return messages.listing(reader.latest(_number(asked.text), chat.language, chat.site))


def topic(asked: Asked, chat: Chat) -> Message:
    name = asked.text.strip()
    if not name:
        return topics(asked, chat)
    match = reader.find_topic(name, chat.language)
    return _on_topic(match.topic, chat) if match.topic else messages.nearest(name[:80], match.nearest)


def topics(asked: Asked, chat: Chat) -> Message:
    return messages.topics(reader.topics(chat.language))


def stop(asked: Asked, chat: Chat) -> Message:
    chat.retire("/stop")
    return messages.stopped()


def privacy(asked: Asked, chat: Chat) -> Message:
    return messages.privacy(chat.site.site_name)


def refuse(asked: Asked, chat: Chat) -> Message:
    return Message(messages.administrators_only())


def administrators_only(asked: Asked, chat: Chat) -> str:
    return messages.administrators_only()


def outdated(asked: Asked, chat: Chat) -> str:
    return messages.outdated()


def unknown(asked: Asked, chat: Chat) -> Message:
    """Answer text that is no command: it may be the name of a topic."""
    match = reader.find_topic(asked.text, chat.language)
    return _on_topic(match.topic, chat) if match.topic else messages.unknown(reader.topics(chat.language))


def too_fast(asked: Asked, chat: Chat) -> Message:
    return Message(messages.too_fast())


def press_topic(asked: Asked, chat: Chat) -> Change:
    found = _topic(asked.text, chat.language)
    if found is None:
        return Change(messages.outdated())
    # A person who presses a button in a channel must not make the bot write to everybody there.
    if chat.kind == Chat.Kind.CHANNEL:
        return Change(link=TOPIC_LINK + found.slug)
    return Change(reply=_on_topic(found, chat))


def press_track(asked: Asked, chat: Chat) -> Change:
    found = _topic(asked.text, chat.language)
    if found is None:
        return Change(messages.outdated())
    chat.come_back()
    follows = chat.toggle(found.key)
    return Change(messages.now_follows(follows), _on_topic(found, chat))


def press_follow(asked: Asked, chat: Chat) -> Change:
    found = _topic(asked.text, chat.language)
    if found is None and asked.text != "all":
        return Change(messages.outdated())
    chat.come_back()
    follows = chat.toggle(found.key if found else None)
    return Change(messages.now_follows(follows), _welcome(chat))


def press_language(asked: Asked, chat: Chat) -> Change:
    if asked.text not in reader.languages(chat.site):
        return Change(messages.outdated())
    chat.language = asked.text
    chat.save(update_fields=["language"])
    with translation.override(chat.language):
        return Change(message=_welcome(chat))


def press_resume(asked: Asked, chat: Chat) -> Change:
    chat.come_back()
    return Change(messages.resumed(), _welcome(chat))


def joined(asked: Asked, chat: Chat) -> Message | None:
    """Answer being added: a channel follows everything, as nobody presses buttons there; a group is asked."""
    chat.come_back()
    if chat.kind != Chat.Kind.CHANNEL:
        return _welcome(chat)
    if not chat.follows:
        chat.toggle(None)
    return None


def left(asked: Asked, chat: Chat) -> None:
    chat.retire("blocked" if chat.kind == Chat.Kind.PRIVATE else "removed")


def migrated(bot: int, chat_id: int, new_id: int) -> None:
    """Store the new id of a chat; do nothing where a worker has stored it already."""
    chat = Chat.objects.filter(bot=bot, telegram_id=chat_id).first()
    if chat:
        chat.migrate(new_id)


def _chat(asked: Asked) -> Chat:
    site = bots.get(asked.bot).site
    defaults = {
        "kind": asked.kind,
        "title": asked.title[:255],
        "language": _language(asked.telegram_language, site),
    }
    chat, new = Chat.objects.get_or_create(bot=asked.bot, telegram_id=asked.chat_id, defaults=defaults)
    chat.site = site
    if not new and chat.title != defaults["title"]:
        chat.title = defaults["title"]
        chat.save(update_fields=["title"])
    return chat


def _language(wanted: str, site: Site) -> str:
    """Return a language that the site has: the person's own, or else the first."""
    known = reader.languages(site)
    return next((code for code in (wanted, wanted.partition("-")[0]) if code in known), known[0])


def _number(text: str) -> int:
    wanted = int(text) if text.strip().isdecimal() and len(text) < 6 else settings.LATEST
    return max(1, min(wanted, settings.LATEST_MAX))


def _topic(hex_key: str, language: str) -> reader.TopicCard | None:
    return next((topic for topic in reader.topics(language) if topic.key.hex == hex_key), None)


def _on_topic(found: reader.TopicCard, chat: Chat) -> Message:
    briefs = reader.by_topic(found.key, settings.LATEST, chat.language, chat.site)
    return messages.topic(found, briefs, found.key in chat.follows)


def _welcome(chat: Chat) -> Message:
    known, languages = reader.topics(chat.language), reader.languages(chat.site)
    return messages.welcome(known, chat.follows, languages, chat.language)
