"""The query of a feed: topics, statuses, languages, years, length, whole texts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, QueryDict

from briefs_app.conf import settings
from briefs_app.search.facets import COLUMNS, Facets

LONGEST = 100
FARTHEST = 1000
FULL = {"0": False, "1": True}


@dataclass(frozen=True)
class Question:
    """`words` say the same to a reader."""

    asked: Mapping[str, list[str]]
    words: tuple[str, ...]
    full: bool
    limit: int
    page: int

    @classmethod
    def of(cls, query: QueryDict, facets: Facets) -> "Question":
        """Read a query. Raise Http404 for an unknown value: a typo must not subscribe to everything."""
        asked = facets.asked(query)
        for name in COLUMNS:
            if set(query.getlist(name)) - set(asked.get(name, ())):
                raise Http404(f"There is no such {name}.")
        full = query.get("full", "1" if settings.FEED_FULL else "0")
        if full not in FULL:
            raise Http404("Full is 1 or 0.")
        return cls(
            asked=asked,
            words=tuple(facets.label(name, value) for name, values in asked.items() for value in values),
            full=FULL[full],
            limit=min(_number(query, "limit", settings.FEED_LENGTH), LONGEST),
            page=min(_number(query, "page", 1), FARTHEST),
        )

    def slice(self, briefs: QuerySet[Any]) -> list[Any]:
        """One more than asked for, which tells whether there is another page."""
        first = (self.page - 1) * self.limit
        return list(briefs[first : first + self.limit + 1])

    def turned(self, page: int) -> "Question":
        return replace(self, page=page)

    @property
    def query(self) -> str:
        """The one way to ask this, whatever order and extras the visitor's address has."""
        options: dict[str, Any] = {}
        if self.full != settings.FEED_FULL:
            options["full"] = int(self.full)
        if self.limit != settings.FEED_LENGTH:
            options["limit"] = self.limit
        if self.page > 1:
            options["page"] = self.page
        return urlencode({**self.asked, **options}, doseq=True)


def _number(query: QueryDict, name: str, default: int) -> int:
    given = query.get(name, str(default))
    if not (given.isascii() and given.isdigit() and len(given) < 7 and int(given)):
        raise Http404(f"The {name} is a number from 1.")
    return int(given)
