"""Finds the topic that an old page names, and creates it where that is wanted."""

from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii
from wagtail.models import Locale

from briefs_app.models import Topic

NAME, SLUG = (Topic._meta.get_field(name).max_length for name in ("name", "slug"))


class Topics:
    """The topics of one language."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale

    def find(self, name: str) -> int | None:
        """By name, slug or alias, without regard to case."""
        wanted = _folded(name)
        return next((topic.pk for topic in self._topics() if wanted in map(_folded, topic.words)), None)

    def create(self, name: str) -> int | None:
        """None when no topic can bear this name."""
        return self._add(name) if len(name) <= NAME else None

    def _add(self, name: str) -> int:
        return Topic.objects.create(locale=self._locale, name=name, slug=self._free_slug(name)).pk

    def _free_slug(self, name: str) -> str:
        base = slugify(string_to_ascii(name))[: SLUG - 4].strip("-") or "topic"
        taken = {topic.slug for topic in self._topics()}
        numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
        return base if base not in taken else next(slug for slug in numbered if slug not in taken)

    def _topics(self) -> list[Topic]:
        return list(Topic.objects.filter(locale=self._locale))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
