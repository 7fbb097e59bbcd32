"""A search as a reader asks for it: words and facets in, a page of public briefs and their counts out."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from unicodedata import category
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import Case, QuerySet, When
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site
from wagtail.search.backends import get_search_backend

from briefs_app import audience
from briefs_app.cards import TopicCard
from briefs_app.conf import settings
from briefs_app.search.facets import Asked, FacetCount, Facets
from briefs_app.search.topics import find_topic

LONGEST_TEXT = 200
# More only narrow what is found already, and MariaDB gives up at fifty.
MOST_WORDS = 20
# What a search engine beside the database is asked for: its best, or its newest.
MOST_HITS = 1000
MOST_RANKED_BY_SQLITE = 300
# Filters with a link of their own; the others are taken back in the form.
MOST_LINKS = 12

GROUPS = {"topic": _("Topic"), "status": _("Status"), "year": _("Year"), "language": _("Language")}


@dataclass(frozen=True)
class Option:
    """A value of a facet; `query` leads to the same search with, or else without it."""

    facet: FacetCount
    chosen: bool
    query: str


@dataclass(frozen=True)
class Group:
    name: str
    label: str | Promise
    options: tuple[Option, ...]


def matching(rows: QuerySet[Any], text: str, best_first: bool = True, operator: str = "and") -> QuerySet[Any]:
    """Return the rows that hold every word, or any word where `operator` is "or".

    They keep their order unless the best come first, as `best_first` asks and as far as there are few enough
    to rank. Only filters that the model lists as FilterField may be set before; any may be set afterwards.
    """
    best_first = best_first and not too_many_to_rank(rows, text, operator)
    return _matching(rows, text, best_first, operator)


def too_many_to_rank(rows: QuerySet[Any], text: str, operator: str = "and") -> bool:
    """SQLite holds each match against all the others, which takes minutes where there are many."""
    if connections[rows.db].vendor != "sqlite":
        return False
    results = _results(rows, text, best_first=False, operator=operator)
    if not hasattr(results, "get_queryset"):
        return False
    return results.get_queryset()[: MOST_RANKED_BY_SQLITE + 1].count() > MOST_RANKED_BY_SQLITE


def plain(text: str) -> str:
    """The words alone: what means something to a search engine means nothing here."""
    text = "".join(" " if sign in '"\\' or category(sign) in ("Cc", "Cs") else sign for sign in text)
    signs = "".join({sign for sign in text if category(sign)[0] in "PSZC"})
    words = dict.fromkeys(word.strip(signs) for word in text[:LONGEST_TEXT].split())
    return " ".join([word for word in words if word][:MOST_WORDS])


class Search:
    """A search on one site, in `language` unless others are asked for. The number of queries is constant."""

    def __init__(self, query: QueryDict, site: Site | None, language: str) -> None:
        self.text = " ".join(query.get("q", "").replace("\0", " ").split())[:LONGEST_TEXT]
        self.language = language
        self.facets = Facets(language)
        self.chosen = self.facets.asked(query)
        self.asked: Asked = {"language": [language], **self.chosen}
        briefs = audience.readable(site).select_related("topic", "locale").defer_streamfields()
        self.can_rank = bool(self.text) and not too_many_to_rank(briefs, self.text)
        self.best_first = self.can_rank and query.get("order") != "date"
        found = _matching(briefs, self.text, self.best_first) if self.text else briefs
        self._found = audience.without_aliases(found, site)
        self._page = query.get("page")

    @cached_property
    def page(self) -> Page:
        paginator = Paginator(self.facets.narrow(self._found, self.asked), settings.PER_PAGE)
        paginator.count = self.tally.total(self.asked)
        return paginator.get_page(self._page)

    @cached_property
    def tally(self) -> Any:
        return self.facets.tally(self._found)

    @property
    def others(self) -> str:
        """The query string of this search without its page."""
        return self._query(self.chosen)

    @property
    def other_order(self) -> str:
        return self._query(self.chosen, best_first=not self.best_first)

    @property
    def words_only(self) -> str:
        return self._query({})

    @cached_property
    def groups(self) -> list[Group]:
        """The facets in which there is something to choose."""
        counts = self.tally.counts(self.asked)
        groups = [self._group(name, counts[name]) for name in GROUPS]
        return [group for group in groups if len(group.options) > 1 or group.name in self.chosen]

    @property
    def filters(self) -> list[Option]:
        """Return what was chosen, to be taken back; of many only the first, as each link repeats all."""
        groups = [group for group in self.groups if group.name in self.chosen]
        return [option for group in groups for option in group.options if option.chosen][:MOST_LINKS]

    @cached_property
    def without_filters(self) -> int:
        return self.tally.total({"language": [self.language]})

    @cached_property
    def in_other_languages(self) -> list[Option]:
        return [
            Option(facet, False, self._query({"language": [facet.value]}))
            for facet in self.tally.counts()["language"]
            if facet.value not in self.asked["language"]
        ]

    @cached_property
    def nearest_topics(self) -> list[TopicCard]:
        """The topics that the words may have meant."""
        match = find_topic(self.text, self.language)
        topics = [match.topic] if match.topic else match.nearest
        return [topic for topic in topics if topic.language == self.language]

    def _group(self, name: str, counts: list[FacetCount]) -> Group:
        return Group(name, GROUPS[name], tuple(self._option(name, facet) for facet in counts))

    def _option(self, name: str, facet: FacetCount) -> Option:
        asked = list(self.asked.get(name, ()))
        chosen = facet.value in asked
        asked = [value for value in asked if value != facet.value] if chosen else [*asked, facet.value]
        return Option(facet, chosen, self._query({**self.chosen, name: asked}))

    def _query(self, asked: Asked, best_first: bool | None = None) -> str:
        best_first = self.best_first if best_first is None else best_first
        words = {"q": self.text} if self.text else {}
        order = {"order": "date"} if self.can_rank and not best_first else {}
        return urlencode({**words, **asked, **order}, doseq=True)


def _matching(rows: QuerySet[Any], text: str, best_first: bool, operator: str = "and") -> QuerySet[Any]:
    results = _results(rows, text, best_first, operator)
    if hasattr(results, "get_queryset"):
        found = results.get_queryset()
    else:
        # An index elsewhere may be out of date: it proposes, the database decides.
        found = _in_order(rows, [row.pk for row in results[:MOST_HITS]])
    if best_first and found.query.order_by:
        return found
    return found.order_by(*(rows.query.order_by or rows.model._meta.ordering or ["-pk"]))


def _results(rows: QuerySet[Any], text: str, best_first: bool, operator: str) -> Any:
    words, rows = plain(text), rows.order_by()
    return get_search_backend().search(words, rows, operator=operator, order_by_relevance=best_first)


def _in_order(rows: QuerySet[Any], ids: list[int]) -> QuerySet[Any]:
    if not ids:
        return rows.none()
    places = Case(*(When(pk=pk, then=place) for place, pk in enumerate(ids)))
    return rows.filter(pk__in=ids).order_by(places)
