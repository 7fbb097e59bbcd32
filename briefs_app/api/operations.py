"""The parameters of listings beside filters: fields, limit and offset, search, order."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest
from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2.filters import FieldsFilter, SearchFilter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.search.backends.base import FilterFieldError

from briefs_app.api.filters import exact
from briefs_app.api.parameters import Choices, Number, Parameter, Text, check_sizes, refuse
from briefs_app.search import query

# Further down, a database counts through everything before; a range of dates gets there at once.
DEEPEST = 100_000
# Where the host sets no limit.
WIDEST = 10_000
MOST_ORDERS = 5
DEEPEST_FIELDS = 5


class Fields(Text):
    def read(self, text: str) -> str:
        if text.count("(") > DEEPEST_FIELDS:
            raise refuse(text, "nest less deeply")
        return text


LIMIT = Parameter("limit", Number(0, WIDEST), "How many at most. The site sets the highest limit.")
OFFSET = Parameter("offset", Number(0, DEEPEST), "How many to leave out first.")
FIELDS = Parameter(
    "fields",
    Fields(),
    "The fields wanted besides the default ones: `body`, `-summary`, `topic(description)`, "
    "`*` for all, `_,title` for no others.",
)
RICH_TEXT = Parameter(
    "rich_text_format", Text(30), "How rich text is written: `db_html`, `html`, `db_markdown`, `markdown`."
)
SEARCH = Parameter("search", Text(query.LONGEST_TEXT), "Words that must all be there; the best match first.")
OPERATOR = Parameter(
    "search_operator",
    Choices(lambda: {"and": "and", "or": "or"}, {"type": "string", "enum": ["and", "or"]}, most=1),
    "Whether all words must be there, or any of them.",
)
ID = Parameter("id", Number(), "Its number.")
SHAPES = (FIELDS, RICH_TEXT) if hasattr(BaseAPIViewSet, "resolve_rich_text_format") else (FIELDS,)


class Search(BaseFilterBackend):
    """First of all filters: a search engine beside the database knows only some of the fields."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        if "search" not in view.asked:
            return queryset
        return query.matching(queryset, view.asked["search"], best_first="order" not in view.asked)


# A foreign key that Wagtail filters by the code of the language instead.
OWN_FILTER = "locale"


class WagtailFields(FieldsFilter):
    """Wagtail's filters by the value of a field, which it hands to the database as it comes."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        names = set(view.get_available_fields(queryset.model, db_fields_only=True)) - {OWN_FILTER}
        for filter in exact(queryset.model, [name for name in names if name in request.GET]):
            filter.parameter.read(request.GET)
        try:
            return super().filter_queryset(request, queryset, view)
        except ValidationError as error:
            raise BadRequestError(f"field filter error. {' '.join(error.messages)}") from error


class WagtailSearch(SearchFilter):
    """Wagtail's own search, by any of the words, without ranking more rows than the database can."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        if "search" not in request.GET:
            return queryset
        if not getattr(settings, "WAGTAILAPI_SEARCH_ENABLED", True):
            raise BadRequestError("search is disabled")
        if getattr(queryset, "_filtered_by_tag", False):
            raise BadRequestError("filtering by tag with a search query is not supported")
        operator = request.GET.get("search_operator", "or")
        best_first = "order" not in request.GET
        try:
            return query.matching(queryset, request.GET["search"], best_first, operator)
        except FilterFieldError as error:
            raise BadRequestError(f"cannot filter by {error.field_name} while searching") from error


def with_limits(backends: Iterable[Any]) -> list[Any]:
    """Return the filters of one of Wagtail's endpoints with ours in the place of its own."""
    ours = {FieldsFilter: WagtailFields, SearchFilter: WagtailSearch}
    return [ours.get(backend, backend) for backend in backends]


class WagtailParameters:
    """Mixed into Wagtail's own endpoints: reads strictly what they hand to the database."""

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        check_sizes(request.GET)
        for parameter in (LIMIT, OFFSET, FIELDS, SEARCH, OPERATOR, ID):
            if parameter.name in request.GET:
                parameter.read(request.GET)


class Ordering(BaseFilterBackend):
    """Orders by the names in the view's `orders`, then as before: no page of a listing repeats another."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        names = list(view.asked.get("order", ()))
        if not names:
            return queryset
        if "random" not in names:
            return queryset.order_by(*map(_expression, names), *_standing(queryset))
        if len(names) > 1:
            raise BadRequestError("order: random cannot be combined with others")
        if "offset" in view.asked:
            raise BadRequestError("order: random cannot be combined with offset")
        return queryset.order_by("?")


def order(names: tuple[str, ...]) -> Parameter:
    allowed = [*names, *(f"-{name}" for name in names), "random"]
    kind = Choices(lambda: dict.fromkeys(allowed), {"type": "string", "enum": allowed}, most=MOST_ORDERS)
    return Parameter("order", kind, "By which fields; with a minus sign, the last first.")


def _expression(name: str) -> Any:
    field = F(name.removeprefix("-"))
    return field.desc(nulls_last=True) if name.startswith("-") else field.asc(nulls_last=True)


def _standing(queryset: Any) -> tuple[Any, ...]:
    return queryset.query.order_by or tuple(queryset.model._meta.ordering)
