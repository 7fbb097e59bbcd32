"""The limits of our endpoints for Wagtail's API v3, which hands some values to the database unread."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v3 import errors
from wagtail.api.v3.schemas.params import SearchSchema
from wagtail.search.backends.base import FilterFieldError
from wagtail.search.index import class_is_indexed

from briefs_app.api.operations import OFFSET, SEARCH
from briefs_app.api.parameters import check_sizes
from briefs_app.search import query


def prepare() -> None:
    """Come before each operation, its search and its errors; to be called before Wagtail builds the API."""
    register = errors.register_exception_handlers

    def register_with_limits(api: NinjaAPI) -> None:
        register(api)
        api.add_decorator(limited, mode="view")
        # What a database says of a number that it cannot hold.
        for kind in (DataError, OverflowError):
            api.add_exception_handler(kind, refuse_number)

    errors.register_exception_handlers = register_with_limits
    SearchSchema.search_queryset = search_queryset


def limited(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The operation, for queries within the limits of our own endpoints."""

    @wraps(run)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            check_sizes(request.GET)
            for parameter in (OFFSET, SEARCH):
                if parameter.name in request.GET:
                    parameter.read(request.GET)
        except BadRequestError as error:
            return errors.problem_response(status=400, detail=str(error))
        return run(request, *args, **kwargs)

    return view


def refuse_number(request: HttpRequest, error: Any) -> HttpResponse:
    return errors.problem_response(status=400, detail="a number is too large; give one that this API shows")


def search_queryset(search: SearchSchema, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Return what is found, as Wagtail does, without ranking more rows than the database can."""
    if search.search is None:
        return queryset
    if not class_is_indexed(queryset.model):
        raise errors.as_validation_error(ValueError(), "These cannot be searched.", loc=("search",))
    best_first = "order" not in request.GET
    try:
        return query.matching(queryset, search.search, best_first, search.search_operator or "or")
    except FilterFieldError as error:
        message = f"Cannot filter by '{error.field_name}' while searching."
        raise errors.as_validation_error(error, message, loc=(error.field_name,)) from error
