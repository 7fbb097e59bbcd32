"""The endpoint of the editions: weeks or months, and the briefs of one of them, topic by topic."""

import re
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Count, DateField, ExpressionWrapper, Q
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, register_converter, reverse
from rest_framework.response import Response

from briefs_app.api.addresses import absolute
from briefs_app.api.briefs import BriefsAPIViewSet
from briefs_app.api.chronicle import LANGUAGES, Chronicle
from briefs_app.api.schemas import (
    DAY,
    NUMBER,
    TEXT,
    Schema,
    many,
    or_null,
    thing,
)
from briefs_app.periods.scales import SCALES, Month, Period, Week, last_near_day
from briefs_app.search import editions

PATTERN = r"[0-9]{4}-(?:[wW][0-9]{2}|[0-9]{2})"
CODE = {"type": "string", "pattern": f"^{PATTERN}$"}
EDITION = {
    "id": CODE,
    "meta": thing({"detail_url": TEXT}),
    "by": {"enum": list(SCALES)},
    "language": TEXT,
    "first_day": DAY,
    "last_day": DAY,
    "briefs": NUMBER,
}


class CodeConverter:
    """`2026-w47` is a week, as is `2026-W47`; `2026-11` is a month."""

    regex = PATTERN

    def to_python(self, code: str) -> Period:
        year, number = re.split("-w?", code.lower())
        return (Week if "w" in code.lower() else Month).numbered(int(year), int(number))

    def to_url(self, period: Period) -> str:
        return period.code


register_converter(CodeConverter, "edition")


class EditionsAPIViewSet(Chronicle):
    """The newest first and those to come, which may be mistyped, last; with the number of briefs."""

    name = "editions"
    model = editions.Edition
    key = {"name": "edition", "schema": CODE}
    detail_operations = (*LANGUAGES, Chronicle.filters[0].parameter)

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("<edition:period>/", cls.as_view({"get": "detail_view"}), name="detail"),
        ]

    @classmethod
    def listing_schema(cls, router: Any) -> Schema:
        return thing({"meta": thing({"total_count": NUMBER}), "items": many(thing(EDITION))})

    @classmethod
    def detail_schema(cls, router: Any) -> Schema:
        brief = BriefsAPIViewSet.detail_schema(router)
        topic = {"id": NUMBER, "slug": TEXT, "name": TEXT, "count": NUMBER, "briefs": many(brief)}
        near = or_null(CODE)
        return thing({**EDITION, "previous": near, "next": near, "topics": many(thing(topic))})

    def listing_view(self, request: HttpRequest) -> Response:
        first = self.scale.trunc("brief_day", output_field=DateField())
        found = self.briefs().exclude(brief_day=None).order_by().annotate(first=first)
        counted = found.values("first").annotate(briefs=Count("pk"))
        to_come = ExpressionWrapper(Q(first__gt=last_near_day()), BooleanField())
        counted = counted.annotate(to_come=to_come).order_by("to_come", "-first")
        items = [
            self._item(self.scale.of(row["first"]), row["briefs"]) for row in self.paginate_queryset(counted)
        ]
        return self.get_paginated_response(items)

    def detail_view(self, request: HttpRequest, period: Period) -> Response:
        briefs = self.briefs().select_related("topic__locale", "locale").defer_streamfields()
        edition = editions.edition(period, briefs, self.topics())
        if edition is None:
            raise Http404("No brief belongs to this edition.")
        count = sum(section.count for section in edition.sections)
        return Response(
            {
                **self._item(period, count),
                "previous": _code(edition.previous),
                "next": _code(edition.next),
                "topics": [self._section(section) for section in edition.sections],
            }
        )

    def _item(self, period: Period, count: int) -> dict[str, Any]:
        name = f"{self.request.resolver_match.namespace}:detail"
        return {
            "id": _code(period),
            "meta": {"detail_url": absolute(self.request, reverse(name, args=[period]))},
            "by": period.scale,
            "language": self.locale.language_code,
            "first_day": period.first,
            "last_day": period.last,
            "briefs": count,
        }

    def _section(self, section: editions.Section) -> dict[str, Any]:
        topic = section.topic
        return {
            "id": topic.pk,
            "slug": topic.slug,
            "name": topic.name,
            "count": section.count,
            "briefs": self._lines.to_representation(section.briefs),
        }

    @cached_property
    def _lines(self) -> Any:
        """Briefs as their own listing shows them."""
        router = self.request.wagtailapi_router
        serializer_class = BriefsAPIViewSet._get_serializer_class(router, BriefsAPIViewSet.model, [])
        return serializer_class(many=True, context=self.get_serializer_context())


def _code(period: Period | None) -> str | None:
    return period.code if period else None
