"""The filters of briefs, as tables for the database, for error messages and for OpenAPI."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.filters import BaseFilterBackend
from wagtail.models import Locale

from briefs_app.api.parameters import (
    Choices,
    Day,
    Flag,
    Moment,
    Number,
    Parameter,
    Text,
    Years,
)
from briefs_app.models import NOT_ASSESSED, SIGNS, Topic
from briefs_app.search.narrowing import by_language, by_status, by_topic, by_year


@dataclass(frozen=True)
class Filter:
    parameter: Parameter
    narrow: Callable[[QuerySet[Any], Any], QuerySet[Any]]

    @property
    def name(self) -> str:
        return self.parameter.name


class TableFilter(BaseFilterBackend):
    """Narrows by the view's table of filters."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        for filter in view.get_filters():
            if filter.name in view.asked:
                queryset = filter.narrow(queryset, view.asked[filter.name])
        return queryset


def language(name: str) -> Filter:
    kind = Choices(lambda: dict(Locale.objects.order_by("pk").values_list("language_code", "pk")))
    parameter = Parameter(name, kind, "Languages, divided by commas.")
    return Filter(parameter, lambda rows, codes: by_language(rows, list(codes)))


def topic() -> Filter:
    about = "Slugs of topics, divided by commas; in any language, as translations are one topic."
    return Filter(
        Parameter("topic", Choices(_topic_keys), about),
        lambda briefs, topics: by_topic(briefs, set().union(*topics.values())),
    )


def status() -> Filter:
    among = {**{str(status): str(status) for status in SIGNS if status}, NOT_ASSESSED: ""}
    kind = Choices(lambda: among, {"type": "string", "enum": list(among)})
    about = f"Statuses, divided by commas; `{NOT_ASSESSED}` finds what was not assessed."
    return Filter(Parameter("status", kind, about), lambda briefs, said: by_status(briefs, said.values()))


def years() -> Filter:
    about = "Years in which the period ends, divided by commas."
    return Filter(Parameter("year", Years(), about), lambda briefs, said: by_year(briefs, said.values()))


def covering() -> Filter:
    about = "A day that the period covers."
    return Filter(
        Parameter("period", Day(), about),
        lambda briefs, day: briefs.filter(period_start__lte=day, period_end__gte=day),
    )


def day_range(name: str, field: str | None = None) -> Iterator[Filter]:
    field = field or name
    yield Filter(
        Parameter(f"{name}_after", Day(), "This day or later."),
        lambda rows, day: rows.filter(**{f"{field}__gte": day}),
    )
    yield Filter(
        Parameter(f"{name}_before", Day(), "This day or earlier."),
        lambda rows, day: rows.filter(**{f"{field}__lte": day}),
    )


def moment_range(name: str, field: str | None = None) -> Iterator[Filter]:
    field = field or name
    yield Filter(
        Parameter(f"{name}_after", Moment(), "This moment or later; of a day, from its beginning."),
        lambda rows, moment: rows.filter(**{f"{field}__gte": moment[0]}),
    )
    yield Filter(
        Parameter(f"{name}_before", Moment(), "This moment or earlier; of a day, to its end."),
        lambda rows, moment: rows.filter(**{f"{field}__lte": moment[1]}),
    )


def exact(model: type[models.Model], names: list[str]) -> Iterator[Filter]:
    """A field's own value, as Wagtail has it; but only where the value can be told from nonsense."""
    for name in names:
        field = model._meta.get_field(name)
        kind = next((kind for types, kind in KINDS if isinstance(field, types)), None)
        if kind is not None:
            yield Filter(Parameter(name, kind, "Exactly this."), _equals(name, kind))


KINDS: list[tuple[Any, Any]] = [
    (models.BooleanField, Flag()),
    (models.DateTimeField, Moment()),
    (models.DateField, Day()),
    ((models.IntegerField, models.AutoField, models.ForeignKey), Number()),
    ((models.CharField, models.TextField), Text()),
]


def _equals(name: str, kind: Any) -> Callable[[QuerySet[Any], Any], QuerySet[Any]]:
    lookup = f"{name}__range" if isinstance(kind, Moment) else name
    return lambda rows, value: rows.filter(**{lookup: value})


def _topic_keys() -> dict[str, set[Any]]:
    keys = defaultdict(set)
    for slug, key in Topic.objects.order_by("sort_order", "name").values_list("slug", "translation_key"):
        keys[slug].add(key)
    return keys


# The facets, by the names that addresses use.
FACETS: Mapping[str, Filter] = {
    "topic": topic(),
    "status": status(),
    "language": language("language"),
    "year": years(),
}
OF_BRIEFS = (
    language("locale"),
    covering(),
    *moment_range("brief_date"),
    *day_range("period_start"),
    *day_range("period_end"),
    *moment_range("first_published", "first_published_at"),
)
