"""Briefs in the content languages of a chat: one that it reads, or several merged by date."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from wagtail.models import Site

from briefs_app import reader
from briefs_app.reader import BriefCard
from briefs_bot.models import Chat

Query = Callable[[str, int], list[BriefCard]]


def chosen_languages(chat: Chat) -> list[str]:
    """Return its content languages; its own where it chose none that the site has."""
    known = reader.languages(chat.site)
    if known == [chat.language]:
        return known
    chosen = set(chat.content_languages.values_list("language", flat=True))
    return [code for code in known if code in chosen] or [chat.language]


def main_language(chat: Chat) -> str:
    """Return the language for what is told in one: its own if it reads it."""
    chosen = chosen_languages(chat)
    return chat.language if chat.language in chosen else chosen[0]


def latest(site: Site, languages: Sequence[str], limit: int, offset: int = 0) -> list[BriefCard]:
    return _merged(languages, limit, offset, lambda code, most: reader.latest(most, code, site))


def by_topic(chat: Chat, topic: UUID, limit: int) -> list[BriefCard]:
    languages = chosen_languages(chat)
    return _merged(languages, limit, 0, lambda code, most: reader.by_topic(topic, most, code, chat.site))


def search(chat: Chat, words: str, limit: int, offset: int = 0) -> list[BriefCard]:
    """Return the best matches of each language one after the other; in one language, the best first."""
    found = [reader.search(words, offset + limit, code, chat.site) for code in chosen_languages(chat)]
    return [brief for each in found for brief in each][offset : offset + limit]


def _merged(languages: Sequence[str], limit: int, offset: int, query: Query) -> list[BriefCard]:
    return _newest_first([query(code, offset + limit) for code in languages])[offset : offset + limit]


def _newest_first(found: Sequence[list[BriefCard]]) -> list[BriefCard]:
    if len(found) == 1:
        return found[0]
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted((b for each in found for b in each), key=lambda b: b.date or oldest, reverse=True)
