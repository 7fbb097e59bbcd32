"""Briefs by topic, status, language and year: how many there are of each, and only those asked for."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import get_language
from wagtail.coreutils import get_content_languages

from briefs_app.models import LABELS, NOT_ASSESSED
from briefs_app.models.language import own_name
from briefs_app.models.status import spelt, stored
from briefs_app.search.narrowing import by_language, by_status, by_topic, by_year
from briefs_app.search.topics import topics

COLUMNS = {
    "topic": "topic__translation_key",
    "status": "status",
    "language": "locale__language_code",
    "year": "period_end__year",
}
YEAR = re.compile(r"[1-9][0-9]{3}", re.ASCII)

# The values asked for, by facet; several of one facet mean any of them.
Asked = Mapping[str, Collection[str]]
NOTHING: Asked = {}


@dataclass(frozen=True)
class FacetCount:
    """`value` is what addresses use: a topic's slug, a status or `not_assessed`, a language code, a year."""

    value: str
    label: str
    count: int


def count(briefs: QuerySet[Any], asked: Asked = NOTHING) -> dict[str, list[FacetCount]]:
    """Return counts by topic, status, language and year; `briefs` come without the filters in `asked`.

    The counts of one facet ignore what is asked of the same facet. Costs three queries.
    """
    return Facets().tally(briefs).counts(asked)


def narrow(briefs: QuerySet[Any], asked: Asked, slugs: Mapping[UUID, str]) -> QuerySet[Any]:
    """Return the briefs asked for; `slugs` are those of the topics, by the key that translations share."""
    if wanted := asked.get("topic"):
        briefs = by_topic(briefs, [key for key, slug in slugs.items() if slug in wanted])
    if wanted := asked.get("status"):
        briefs = by_status(briefs, [stored(status) for status in wanted])
    if wanted := asked.get("language"):
        briefs = by_language(briefs, list(wanted))
    if wanted := asked.get("year"):
        briefs = by_year(briefs, [int(year) for year in wanted])
    return briefs


class Facets:
    """The facets that may be asked for; topics are called as in `language`, the active one when None."""

    def __init__(self, language: str | None = None) -> None:
        self.topics = topics(language or get_language())
        self._slugs = {topic.key: topic.slug for topic in self.topics}

    def asked(self, query: Any) -> dict[str, list[str]]:
        """Return the values that a QueryDict asks for, by facet; nonsense is ignored."""
        known = self._known()
        wanted = {name: dict.fromkeys(query.getlist(name)) for name in COLUMNS}
        asked = {name: [value for value in wanted[name] if value in values] for name, values in known.items()}
        asked["year"] = sorted(filter(YEAR.fullmatch, wanted["year"]), reverse=True)
        return {name: values for name, values in asked.items() if values}

    def narrow(self, briefs: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
        return narrow(briefs, asked, self._slugs)

    def tally(self, briefs: QuerySet[Any]) -> "CountedBriefs":
        rows = briefs.order_by().values_list(*COLUMNS.values()).annotate(Count("pk"))
        return CountedBriefs(self, [(self._values(*row), number) for *row, number in rows])

    def label(self, name: str, value: str) -> str:
        return self.labels(name, [value]).get(value, value)

    def labels(self, name: str, values: Iterable[str]) -> dict[str, str]:
        """Return the values in their order, each with its word for readers."""
        values = set(values)
        if name in ("language", "year"):
            ordered = sorted(values, reverse=name == "year")
            return {value: own_name(value) if name == "language" else value for value in ordered}
        return {value: label for value, label in self._known()[name].items() if value in values}

    def _known(self) -> dict[str, dict[str, str]]:
        return {
            "topic": {topic.slug: topic.name for topic in self.topics},
            "status": {**{s: str(label) for s, label in LABELS.items() if s}, NOT_ASSESSED: str(LABELS[""])},
            "language": dict(get_content_languages()),
        }

    def _values(self, topic: Any, status: str, language: str, year: int | None) -> dict[str, str]:
        topic = self._slugs.get(topic, "")
        return {"topic": topic, "status": spelt(status), "language": language, "year": str(year or "")}


@dataclass(frozen=True)
class CountedBriefs:
    """Briefs counted once by all facets together; from here on it is arithmetic."""

    facets: Facets
    rows: list[tuple[dict[str, str], int]]

    def total(self, asked: Asked = NOTHING) -> int:
        return sum(number for values, number in self.rows if _fits(values, asked))

    def counts(self, asked: Asked = NOTHING) -> dict[str, list[FacetCount]]:
        return {name: self._facet(name, asked) for name in COLUMNS}

    def _facet(self, name: str, asked: Asked) -> list[FacetCount]:
        others = {other: wanted for other, wanted in asked.items() if other != name}
        # What was asked for stays to be taken back, even where nothing is left of it.
        numbers = Counter(dict.fromkeys(asked.get(name, ()), 0))
        for values, number in self.rows:
            if values[name] and _fits(values, others):
                numbers[values[name]] += number
        labels = self.facets.labels(name, numbers)
        return [FacetCount(value, label, numbers[value]) for value, label in labels.items()]


def _fits(values: Mapping[str, str], asked: Asked) -> bool:
    return all(values[name] in wanted for name, wanted in asked.items() if wanted)
