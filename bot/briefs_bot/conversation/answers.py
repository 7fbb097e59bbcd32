"""Answers to questions about briefs and topics: sync functions that return what to say.

`give` looks up the chat and its language for these and for what the chat follows.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from wagtail.models import Site

from briefs_app import reader
from briefs_bot import bots, messages
from briefs_bot.conf import settings
from briefs_bot.conversation import arrival, chats, connecting, linking, reading, screens
from briefs_bot.conversation.asked import Asked
from briefs_bot.models import Chat
from briefs_bot.values import Document, Message

# Briefs of a topic's trend that are told in words.
TREND_LENGTH = 12
# Characters of a question that are looked at.
LONGEST_SEARCH = 200
TOPIC_LINK, BRIEF_LINK = "t_", "b_"


@dataclass(frozen=True)
class Change:
    """The result of pressing a button: a short notice, the edited message, or new messages as a reply."""

    notice: str = ""
    message: Message | None = None
    reply: Message | list[Message] | None = None
    link: str = ""


def give(question: Callable[[Asked, Chat], Any], asked: Asked, known: Chat | None = None) -> Any:
    """Look up the chat, unless it is known, and return what `question` answers in the chat's language.

    A chat whose language the site no longer has gets another one; a notice then precedes the answer in a
    list, or is the reply to a pressed button.
    """
    with reader.remembering(asked.at):
        return _answer(question, asked, chats.of(asked, known))


def _answer(question: Callable[[Asked, Chat], Any], asked: Asked, chat: Chat) -> Any:
    known = reader.languages(chat.site)
    is_lost = chat.language not in known
    if is_lost:
        chat.language = chats.first_language(asked, chat.site)
        chat.save(update_fields=["language"])
    with translation.override(chat.language):
        answer = question(asked, chat)
        return _after(messages.language_is_gone(len(known) > 1), answer) if is_lost else answer


def _after(notice: Message, answer: Any) -> Any:
    """Return the answer with the notice before it; only one that says nothing stays."""
    match answer:
        case Message() | Document():
            return [notice, answer]
        case list():
            return [notice, *answer]
        case Change(reply=Message() as reply):
            return replace(answer, reply=[notice, reply])
        case Change():
            return replace(answer, reply=notice)
    return answer


def stating(question: Callable[[Asked, Chat], Any]) -> Callable[[Asked, Chat], Any]:
    """Return a question whose answer also tells a person to whom nothing is sent that this is so."""

    def state(asked: Asked, chat: Chat) -> Any:
        answer = question(asked, chat)
        if chat.kind != Chat.Kind.PRIVATE or not isinstance(answer, Message):
            return answer
        return screens.with_state(answer, chat.follows_anything, chat.is_active)

    return state


def latest(asked: Asked, chat: Chat) -> Message:
    """Answer "/latest", "/latest 3", "/latest security" and "/latest 3 security"."""
    first, _space, rest = asked.text.strip().partition(" ")
    number, name = (first, rest.strip()) if _is_number(first) else ("", asked.text.strip())
    if not name:
        return _page_of_latest(chat, 1, _number(number))
    match = reader.find_topic(name, chat.language)
    if match.topic is None:
        return screens.nearest(name[:80], match.nearest)
    return about(match.topic, chat, _number(number))


def search(asked: Asked, chat: Chat) -> Message:
    words = " ".join(asked.text.split())
    return _found(words, chat, 1) if words else Message(messages.how_to_search())


def statuses(asked: Asked, chat: Chat) -> Message:
    return messages.statuses(reader.statuses(reading.main_language(chat), chat.site))


def edition(asked: Asked, chat: Chat) -> Message:
    found = reader.newest_edition(reading.main_language(chat), chat.site)
    return messages.edition(*found) if found else messages.listing([])


def trend(asked: Asked, chat: Chat) -> Message:
    """Answer with the picture of a topic's last weeks, or of all topics, and the same in words."""
    name = asked.text.strip()
    if not name:
        picture = reader.trend_picture(reading.main_language(chat), chat.site)
        return messages.trends(reader.statuses(reading.main_language(chat), chat.site), picture)
    match = reader.find_topic(name, chat.language)
    if match.topic is None:
        return screens.nearest(name[:80], match.nearest)
    newest = reader.by_topic(match.topic.key, TREND_LENGTH, reading.main_language(chat), chat.site)
    picture = reader.trend_picture(reading.main_language(chat), chat.site, match.topic.key)
    return messages.trend(match.topic, newest, picture)


def topic(asked: Asked, chat: Chat) -> Message:
    name = asked.text.strip()
    if not name:
        return topics(asked, chat)
    match = reader.find_topic(name, chat.language)
    return about(match.topic, chat) if match.topic else screens.nearest(name[:80], match.nearest)


def topics(asked: Asked, chat: Chat) -> Message:
    return screens.topics(reader.topics(chat.language))


def privacy(asked: Asked, chat: Chat) -> Message:
    return messages.privacy(bots.site_name(chat.bot), linking.editor_of(chat), connecting.managers_of(chat))


def refuse(asked: Asked, chat: Chat) -> Message:
    return Message(messages.administrators_only())


def administrators_only(asked: Asked, chat: Chat) -> str:
    return messages.administrators_only()


def outdated(asked: Asked, chat: Chat) -> str:
    return messages.outdated()


def unknown(asked: Asked, chat: Chat) -> Message:
    """Answer text that is no command: a topic's name, nearly one, a part of one, or words to search for."""
    words = " ".join(asked.text.split())[:LONGEST_SEARCH]
    match = reader.find_topic(words, chat.language, nearly=True)
    if match.topic:
        return about(match.topic, chat)
    if len(match.nearest) == 1:
        return screens.taken_for(about(match.nearest[0], chat), words, match.nearest[0])
    if match.nearest:
        return screens.nearest(words[:80], match.nearest)
    if words and not words.startswith("/") and reading.search(chat, words, 1):
        return _found(words, chat, 1)
    return screens.unknown(reader.topics(chat.language))


def too_fast(asked: Asked, chat: Chat) -> Message:
    return Message(messages.too_fast())


def press_topic(asked: Asked, chat: Chat) -> Change:
    found = find_topic(asked.text, chat.language)
    if found is None:
        return Change(messages.outdated())
    # A person who presses a button in a channel must not make the bot write to everybody there.
    if chat.kind == Chat.Kind.CHANNEL:
        return Change(link=TOPIC_LINK + found.slug)
    return Change(reply=about(found, chat))


def press_topics(asked: Asked, chat: Chat) -> Change:
    """Turn to another page of the topics."""
    return Change(message=screens.topics(reader.topics(chat.language), page_number(asked.text)))


def press_latest(asked: Asked, chat: Chat) -> Change:
    return Change(message=_page_of_latest(chat, page_number(asked.text)))


def press_search(asked: Asked, chat: Chat) -> Change:
    page, _colon, words = asked.text.partition(":")
    return Change(message=_found(words, chat, page_number(page)))


def press_brief(asked: Asked, chat: Chat) -> Change:
    message = brief(asked.text, chat)
    return Change(reply=message) if message else Change(messages.outdated())


def brief(number: str, chat: Chat) -> Message | None:
    """Return a brief that the chat may read, as it was announced, with a photo where the chat wants these."""
    card = reader.get(int(number), chat.site) if number.isascii() and number.isdigit() else None
    if card is None:
        return None
    return messages.announcement(card, reader.photo(card.id, chat.site) if chat.wants_photos else None)


def about(found: reader.TopicCard, chat: Chat, limit: int | None = None) -> Message:
    """Return the latest briefs on a topic, and whether the chat follows it."""
    briefs = reading.by_topic(chat, found.key, limit or settings.LATEST)
    return screens.topic(found, briefs, chat.following, chat.is_active, arrival.described(chat))


def find_topic(hex_key: str, language: str) -> reader.TopicCard | None:
    return next((topic for topic in reader.topics(language) if topic.key.hex == hex_key), None)


def page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _number(text: str) -> int:
    wanted = int(text) if _is_number(text) and len(text) < 6 else settings.LATEST
    return max(1, min(wanted, settings.LATEST_MAX))


def _page_of_latest(chat: Chat, page: int, size: int | None = None) -> Message:
    return _latest(chat.site, tuple(reading.chosen_languages(chat)), page, size or settings.LATEST)


@reader.remembered
def _latest(site: Site, languages: tuple[str, ...], page: int, size: int) -> Message:
    briefs = reading.latest(site, languages, size + 1, (page - 1) * size)
    return messages.listing(briefs[:size], page, has_more=len(briefs) > size and size == settings.LATEST)


def _found(words: str, chat: Chat, page: int) -> Message:
    """Return a page of the briefs that hold the words; its text is empty of briefs where none does."""
    size = settings.LATEST
    briefs = reading.search(chat, words[:LONGEST_SEARCH], size + 1, (page - 1) * size)
    return messages.found(words, briefs[:size], page, has_more=len(briefs) > size)
