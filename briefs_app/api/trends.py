"""The endpoint of the trends: the statuses of each topic by week or month, as JSON and as CSV."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import URLPattern
from django.utils.functional import classproperty
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from briefs_app import trends
from briefs_app.api.addresses import absolute
from briefs_app.api.chronicle import BY, Chronicle, Rows
from briefs_app.api.parameters import BIGGEST, Day, Number, Parameter
from briefs_app.api.schemas import (
    DAY,
    NUMBER,
    TEXT,
    Schema,
    many,
    or_null,
    thing,
)
from briefs_app.models import NOT_ASSESSED, SIGNS, Topic
from briefs_app.periods.scales import SCALES
from briefs_app.trends import data as grids

ENDING = Parameter("ending", Day(), "A day of the last period; `older` and `newer` are such days.")
LENGTH = Parameter("length", Number(1, grids.LENGTH), f"How many periods; {trends.SHOWN} by default.")

STATUS = {
    "type": "object",
    "required": ["period", "status", "briefs"],
    "properties": {
        "period": TEXT,
        "status": {"enum": [*map(str, filter(None, SIGNS)), NOT_ASSESSED, None]},
        "briefs": NUMBER,
        "label": TEXT,
        "brief": {"type": "object", "required": ["id", "title", "url"]},
    },
}
TOPIC = {
    "id": NUMBER,
    "key": {"type": "string", "format": "uuid"},
    "slug": TEXT,
    "name": TEXT,
    "statuses": many(STATUS),
}
ABOUT = {
    "scale": {"enum": list(SCALES)},
    "periods": many(thing({"period": TEXT, "first_day": DAY, "last_day": DAY})),
    "older": or_null(DAY),
    "newer": or_null(DAY),
}


class GridCSVRenderer(BaseRenderer):
    media_type = "text/csv"
    format = "csv"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> str:
        view = renderer_context["view"]
        grid = getattr(view, "grid", None)
        return grids.as_csv(grid, view.absolute) if grid else str(data.get("message", ""))


class TrendsAPIViewSet(Chronicle):
    """A topic per item. The oldest period comes first; a status of null means that there was no brief."""

    name = "trends"
    model = trends.Trend
    listing_operations = (*Chronicle.listing_operations, ENDING, LENGTH)
    detail_operations = (BY, ENDING, LENGTH, *(filter.parameter for filter in Chronicle.filters[1:]))

    @classproperty
    def renderer_classes(cls) -> list[Any]:
        return [*Chronicle.renderer_classes, GridCSVRenderer]

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return super().get_urlpatterns()[:2]

    @classmethod
    def listing_schema(cls, router: Any) -> Schema:
        meta = thing({"total_count": NUMBER, **ABOUT})
        return thing({"meta": meta, "items": many(thing(TOPIC))})

    @classmethod
    def detail_schema(cls, router: Any) -> Schema:
        return thing({**TOPIC, "meta": thing(ABOUT)})

    def listing_view(self, request: HttpRequest) -> Response:
        grid = self._grid(self.topics(), self.briefs())
        self.grid = replace(grid, rows=tuple(self.paginate_queryset(Rows(grid.rows))))
        items, about = self._said()
        response = self.get_paginated_response(items)
        response.data["meta"] |= about
        return response

    def detail_view(self, request: HttpRequest, pk: int) -> Response:
        topic = Topic.objects.filter(pk=min(pk, BIGGEST)).select_related("locale").first()
        if topic is None:
            raise Http404("No topic has this number.")
        self.locale = topic.locale
        briefs = self.briefs().filter(topic__translation_key=topic.translation_key)
        self.grid = self._grid([topic], briefs)
        items, about = self._said()
        nothing = {"key": topic.translation_key, "slug": topic.slug, "name": topic.name, "statuses": []}
        return Response({"id": pk, "meta": about, **(items[0] if items else nothing)})

    def _grid(self, topics: Any, briefs: Any) -> trends.Grid:
        length = self.asked.get("length", trends.SHOWN)
        return trends.grid(briefs, topics, self.scale, self.asked.get("ending"), length)

    def absolute(self, url: str) -> str:
        return absolute(self.request, url)

    def _said(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The topics, and what holds for all of them."""
        said = grids.as_json(self.grid, self.absolute)
        items = [
            {"id": row.topic.pk, **item} for row, item in zip(self.grid.rows, said.pop("topics"), strict=True)
        ]
        return items, said
