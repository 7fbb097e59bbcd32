"""Find the topic that an old page names, and create it if that is wanted."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii
from wagtail.models import Locale

from briefs_app.models import Topic

MAX_NAME, MAX_SLUG = (Topic._meta.get_field(name).max_length for name in ("name", "slug"))


class Topics:
    """The topics of one language; `mapped` comes from `mapping.read`."""

    def __init__(self, locale: Locale, mapped: Mapping[str, str] | None = None) -> None:
        self._locale = locale
        self._mapped = mapped or {}
        # The names that led to no topic, and how often.
        self.unmapped: Counter[str] = Counter()

    def wanted(self, names: Sequence[str]) -> str:
        """Return the first name that is a topic, or else the first that could become one."""
        names = [name for name in names if name and self._mapped.get(folded(name)) != ""]
        return next((name for name in names if self.find(name)), next(iter(names), ""))

    def find(self, name: str) -> int | None:
        """Return the id of the topic with this name, slug or alias, ignoring case."""
        wanted = self._mapped_name(name)
        return next((topic.pk for topic in self._topics() if wanted in map(folded, topic.words)), None)

    def create(self, name: str) -> int | None:
        """Create a topic and return its id; None if the name is too long."""
        return self._add(name) if len(name) <= MAX_NAME else None

    def missing(self) -> list[str]:
        """Return the slugs in the mapping that no topic has."""
        known = {folded(topic.slug) for topic in self._topics()}
        return sorted(slug for slug in {*self._mapped.values()} if slug and folded(slug) not in known)

    def _mapped_name(self, name: str) -> str:
        """Return the slug that the name is mapped to, or the name itself, folded."""
        return folded(self._mapped.get(folded(name)) or name)

    def _add(self, name: str) -> int:
        slug = self._mapped.get(folded(name)) or self._free_slug(name)
        return Topic.objects.create(locale=self._locale, name=name, slug=slug).pk

    def _free_slug(self, name: str) -> str:
        base = slugify(string_to_ascii(name))[: MAX_SLUG - 4].strip("-") or "topic"
        taken = {topic.slug for topic in self._topics()}
        numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
        return base if base not in taken else next(slug for slug in numbered if slug not in taken)

    def _topics(self) -> list[Topic]:
        return list(Topic.objects.filter(locale=self._locale))


def folded(name: str) -> str:
    """Return a name without differences of case and spaces."""
    return " ".join(name.split()).casefold()
