"""The topics as a reader may ask for them: all in one language, or one by its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from uuid import UUID

from wagtail.models import Locale

from briefs_app.caching.memo import remembered
from briefs_app.cards import TopicCard, topic_card
from briefs_app.models import Topic

# A part of a name has so many characters at least, and no more topics are offered for it.
SHORTEST_PART, MOST_NEAREST = 3, 10


@dataclass(frozen=True)
class TopicMatch:
    """The topic that a reader named, or else the ones with the nearest names."""

    topic: TopicCard | None
    nearest: tuple[TopicCard, ...] = ()


@remembered
def topics(language: str | None = None) -> list[TopicCard]:
    """Return each topic once: in `language` where it is translated, else in the default one, else in any."""
    wanted = [language, default_language()]
    chosen: dict[UUID, Topic] = {}
    for topic in Topic.objects.select_related("locale").order_by("sort_order", "name"):
        other = chosen.setdefault(topic.translation_key, topic)
        if _rank(topic, wanted) < _rank(other, wanted):
            chosen[topic.translation_key] = topic
    return [topic_card(topic) for topic in chosen.values()]


def find_topic(name: str, language: str | None = None, nearly: bool = False) -> TopicMatch:
    """Find a topic by name, slug or alias in any language; answer in `language` if possible.

    The nearest are those of whose name it is a part, or else those that are spelt alike. `nearly`: only
    those that differ by a typing error, so that one alone is surely meant.
    """
    known = {topic.key: topic for topic in topics(language)}
    # A topic may come or go between the two.
    named = {word: key for word, key in _named().items() if key in known}
    wanted = " ".join(name.split()).casefold()
    if wanted in named:
        return TopicMatch(known[named[wanted]])
    cutoff = 0.8 if nearly else 0.6
    near = _with_part(wanted, named) or get_close_matches(wanted, named, n=5, cutoff=cutoff)
    keys = dict.fromkeys(named[word] for word in near)
    return TopicMatch(None, tuple(known[key] for key in [*keys][:MOST_NEAREST]))


@remembered
def _named() -> dict[str, UUID]:
    """Return the topics' keys by names, slugs and aliases."""
    named: dict[str, UUID] = {}
    for topic in Topic.objects.all():
        for word in topic.words:
            named.setdefault(word, topic.translation_key)
    return named


def _with_part(part: str, names: Iterable[str]) -> list[str]:
    """Return the names in which a word, or several, begin with the part."""
    return [name for name in names if f" {part}" in f" {name}"] if len(part) >= SHORTEST_PART else []


@remembered
def default_language() -> str:
    return Locale.get_default().language_code


def _rank(topic: Topic, wanted: list[str | None]) -> int:
    code = topic.locale.language_code
    return wanted.index(code) if code in wanted else len(wanted)
