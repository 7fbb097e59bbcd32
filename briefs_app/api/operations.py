"""What listings can be asked for beside filters: the form of the answer, a part of it, words, an order."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest
from rest_framework.filters import BaseFilterBackend
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet

from briefs_app import searching
from briefs_app.api.parameters import Choices, Number, Parameter, Text, refuse

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
SEARCH = Parameter(
    "search", Text(searching.LONGEST_TEXT), "Words that must all be there; the best match first."
)
SHAPES = (FIELDS, RICH_TEXT) if hasattr(BaseAPIViewSet, "resolve_rich_text_format") else (FIELDS,)


class Search(BaseFilterBackend):
    """First of all filters: a search engine beside the database knows only some of the fields."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        if "search" not in view.asked:
            return queryset
        return searching.matching(queryset, view.asked["search"], best_first="order" not in view.asked)


class Ordering(BaseFilterBackend):
    """By the names in the view's `orders`, then as before: no part of a listing repeats another."""

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
