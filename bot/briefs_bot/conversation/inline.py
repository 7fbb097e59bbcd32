"""Sync functions that answer people who type the bot's name in any chat; they leave no trace of them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from telegram.helpers import create_deep_linked_url
from wagtail.models import Site

from briefs_app import reader
from briefs_bot import bots, messages
from briefs_bot.conf import settings
from briefs_bot.conversation import screens
from briefs_bot.conversation.answers import BRIEF_LINK, LONGEST_SEARCH
from briefs_bot.conversation.chats import site_language
from briefs_bot.models import Chat, Following
from briefs_bot.values import Button, Message, Offer, Offers

Given = TypeVar("Given")

# Briefs in one page of the list; Telegram allows 50.
PAGE = 20


@dataclass(frozen=True)
class InlineAsked:
    """A person's words after the bot's name; `offset` is what the page before gave for the next one.

    `at` is the moment for `reader.remembering`.
    """

    bot: int
    username: str
    person: int
    telegram_language: str = ""
    words: str = ""
    offset: str = ""
    at: int = field(default_factory=reader.moment)


@dataclass(frozen=True)
class Source:
    """The briefs that were asked for, read by limit and offset; `topic` where they are those of one topic."""

    read: Callable[[int, int], list[reader.BriefCard]]
    topic: reader.TopicCard | None = None


def give(question: Callable[[InlineAsked], Given], asked: InlineAsked) -> Given:
    """Return what `question` answers from what is public at the moment of the question."""
    with reader.remembering(asked.at):
        return question(asked)


def offers(asked: InlineAsked) -> Offers:
    """Return a page of briefs with the words, or of the newest ones, in the language of the person."""
    site, first = bots.get(asked.bot).site, _number(asked.offset)
    language, words = _language(asked, site), _words(asked)
    with translation.override(language):
        briefs = _source(words, language, site).read(PAGE + 1, first)
        return Offers(
            _offered(briefs[:PAGE], asked.username, site),
            next_offset=str(first + PAGE) if len(briefs) > PAGE else "",
            is_personal=len(reader.languages(site)) > 1,
            button="" if briefs or first else _nothing(words),
        )


def guest_answer(asked: InlineAsked) -> Offer:
    """Return what the bot posts where somebody names it in a chat that it is not in."""
    site = bots.get(asked.bot).site
    language, words = _language(asked, site), _words(asked)
    with translation.override(language):
        source = _source(words, language, site)
        briefs = source.read(settings.LATEST, 0)
        message = _said(source.topic, words, briefs)
        back = Button(_("Open the bot"), url=create_deep_linked_url(asked.username))
        return Offer("briefs", _("Briefs"), "", replace(message, buttons=((back,),)))


def _source(words: str, language: str, site: Site) -> Source:
    """Return the newest briefs, those of the topic that the words name or begin, or those with the words.

    A topic without a brief on this site, as it may be another site's, hides no brief that has the words.
    """
    if not words:
        return Source(lambda limit, offset: reader.latest(limit, language, site, offset))
    match = reader.find_topic(words, language, nearly=True)
    topic = match.topic or (match.nearest[0] if len(match.nearest) == 1 else None)
    if topic is None or not reader.by_topic(topic.key, 1, language, site):
        if reader.search(words, 1, language, site):
            return Source(lambda limit, offset: reader.search(words, limit, language, site, offset))
        topic = topic or _begun(words, language)
    if topic is None:
        return Source(lambda limit, offset: [])
    return Source(lambda limit, offset: reader.by_topic(topic.key, limit, language, site, offset), topic)


def _begun(words: str, language: str) -> reader.TopicCard | None:
    names = ((topic, topic.name.casefold()) for topic in reader.topics(language))
    return next((topic for topic, name in names if name.startswith(words.casefold())), None)


def _offered(briefs: Sequence[reader.BriefCard], username: str, site: Site) -> tuple[Offer, ...]:
    photos = reader.photo_links([brief.id for brief in briefs], site)
    return tuple(_offer(brief, photos.get(brief.id), username) for brief in briefs)


def _offer(brief: reader.BriefCard, photo: reader.PhotoLinks | None, username: str) -> Offer:
    link = create_deep_linked_url(username, f"{BRIEF_LINK}{brief.id}")
    parts = (str(brief.status_label), brief.topic.name, brief.days)
    return Offer(
        str(brief.id),
        f"{brief.sign} {brief.title}",
        " · ".join(part for part in parts if part),
        messages.shared(brief, photo is not None, link),
        picture_url=photo.large if photo else "",
        thumbnail_url=photo.small if photo else "",
    )


def _said(topic: reader.TopicCard | None, words: str, briefs: Sequence[reader.BriefCard]) -> Message:
    if topic:
        return screens.topic(topic, briefs, Following(), is_active=True, arrival="")
    if not briefs:
        # Without the commands that a search in the bot's own chats is told of.
        return Message(escape(f"{_nothing(words)}." if words else _nothing(words)))
    return messages.found(words, briefs) if words else messages.listing(briefs)


def _nothing(words: str) -> str:
    return (
        _("No brief has “%s”") % messages.shortened(words) if words else _("There is no brief to read yet.")
    )


def _language(asked: InlineAsked, site: Site) -> str:
    """Return the language that the person chose in a chat with the bot, or else that of the app."""
    chosen = Chat.objects.filter(bot=asked.bot, telegram_id=asked.person).values_list("language", flat=True)
    return site_language(chosen.first() or asked.telegram_language, site)


def _words(asked: InlineAsked) -> str:
    """Return what is asked for: the words without the bot's name, and without a command before them."""
    named = re.sub(rf"@{re.escape(asked.username)}\b", " ", asked.words, flags=re.IGNORECASE)
    return " ".join(re.sub(r"^\s*/\w*", "", named).split())[:LONGEST_SEARCH]


def _number(offset: str) -> int:
    return int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 7 else 0
