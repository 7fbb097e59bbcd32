"""The base of our endpoints: strict parameters, one form of errors, compact JSON."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from rest_framework.response import Response
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet

from briefs_app.api import operations, schemas
from briefs_app.api.filters import Filter, TableFilter, exact
from briefs_app.api.parameters import BIGGEST, Parameter, Text, check_sizes
from briefs_app.caching import marking

HTML_PATH = Parameter("html_path", Text(), "The path of its page on the site.")


class Endpoint(BaseAPIViewSet):
    """`filters`, `facets`: tables of what narrows a listing; `orders`: the fields that it is ordered by.

    Parameters are read once, before anything else; `asked` has those that were given.
    """

    filter_backends = [TableFilter, operations.Ordering]
    filters: tuple[Filter, ...] = ()
    facets: Mapping[str, Filter] = {}
    orders: tuple[str, ...] = ()
    # What else a listing, one of its items, and both can be asked for.
    listing_operations: tuple[Parameter, ...] = (operations.LIMIT, operations.OFFSET)
    detail_operations: tuple[Parameter, ...] = ()
    shapes: tuple[Parameter, ...] = operations.SHAPES
    # For OpenAPI: what stands in the address of one item.
    key: Mapping[str, Any] = {"name": "id", "schema": {"type": "integer", "minimum": 0}}

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_sizes(request.GET)
        if parameters := self.get_parameters(self.action):
            known = {parameter.name: parameter for parameter in parameters}
            self._refuse_others({*known, "format", "_"})
            self.asked = {name: known[name].read(request.GET) for name in known if name in request.GET}

    @classmethod
    def get_parameters(cls, action: str | None) -> list[Parameter]:
        if action == "listing_view":
            filters = [filter.parameter for filter in (*cls.facets.values(), *cls.get_filters())]
            order = [operations.order(cls.orders)] if cls.orders else []
            return [*cls.shapes, *cls.listing_operations, *order, *filters]
        if action == "detail_view":
            return [*cls.shapes, *cls.detail_operations]
        return [operations.ID, *cls.shapes] if action == "find_view" else []

    @classmethod
    def get_filters(cls) -> list[Filter]:
        model = cls.model
        own = {*cls.facets, *(filter.name for filter in cls.filters), "locale"}
        names = cls.get_available_fields(model, db_fields_only=True)
        return [*cls.filters, *exact(model, [name for name in dict.fromkeys(names) if name not in own])]

    def check_query_parameters(self, queryset: Any) -> None:
        """Done already."""

    def get_object(self) -> Any:
        if self.kwargs["pk"] > BIGGEST:
            raise Http404("not found")
        return super().get_object()

    def find_object(self, queryset: Any, request: HttpRequest) -> Any:
        return queryset.filter(pk=self.asked["id"]).first() if "id" in self.asked else None

    def handle_exception(self, error: Exception) -> Response:
        response = super().handle_exception(error)
        if detail := response.data.get("detail"):
            response.data = {"message": str(detail)}
        return response

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200 and self.is_lasting():
            marking.mark(response)
        return response

    def is_lasting(self) -> bool:
        """Return whether the answer stays the same until something public changes."""
        for_people = self.request.accepted_renderer.format == "api"
        asked = getattr(self, "asked", {})
        # An index of words follows the database, at once or later.
        return not for_people and "search" not in asked and "random" not in asked.get("order", ())

    def get_renderer_context(self) -> dict[str, Any]:
        # Wagtail indents, for people, in slow code; who wants that asks for `application/json; indent=4`.
        return {**super().get_renderer_context(), "indent": None}

    @classmethod
    def listing_schema(cls, router: Any) -> schemas.Schema:
        meta = schemas.thing({"total_count": schemas.NUMBER})
        return schemas.thing({"meta": meta, "items": schemas.many(cls.detail_schema(router))})

    @classmethod
    def detail_schema(cls, router: Any) -> schemas.Schema:
        everything = [("*", False, None)]
        serializer_class = cls._get_serializer_class(router, cls.model, everything, show_details=True)
        return schemas.of_serializer(serializer_class(), router)

    def _refuse_others(self, known: set[str]) -> None:
        # In Wagtail's words.
        if unknown := sorted(set(self.request.GET) - known):
            said = ", ".join(unknown)[:200]
            raise BadRequestError(f"query parameter is not an operation or a recognised field: {said}")
