"""The endpoint of the briefs."""

from dataclasses import asdict
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import classproperty
from django.utils.translation import get_language, get_language_from_path, override
from rest_framework.filters import BaseFilterBackend
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.v2.filters import ChildOfFilter, DescendantOfFilter, TranslationOfFilter
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.models import Site

from briefs_app import audience, reader
from briefs_app.api.endpoint import HTML_PATH, Endpoint
from briefs_app.api.fields import BriefSerializer, CorrectionsField, RelatedArticlesField, RenditionsField
from briefs_app.api.filters import FACETS, OF_BRIEFS, TableFilter
from briefs_app.api.operations import SEARCH, Ordering, Search
from briefs_app.api.pages import PublicPagesAPIViewSet
from briefs_app.api.parameters import Choices, Parameter, Place
from briefs_app.api.preload import preload, streams
from briefs_app.api.schemas import NUMBER, TEXT, Schema, many, thing
from briefs_app.conf import settings
from briefs_app.search import facets

COUNTS = Parameter(
    "facets",
    Choices(lambda: FACETS, {"type": "string", "enum": list(FACETS)}),
    "Which counts to add to `meta`, divided by commas. Each ignores the filter of its own name.",
)


class OriginalsFilter(BaseFilterBackend):
    """Lists each brief once; an alias is still found by its number and its path."""

    def filter_queryset(self, request: HttpRequest, queryset: Any, view: Any) -> Any:
        if view.action != "listing_view":
            return queryset
        return audience.without_aliases(queryset, Site.find_for_request(request))


class BriefsAPIViewSet(Endpoint, PublicPagesAPIViewSet):
    """The briefs of the site that anybody may read, newest first."""

    name = "briefs"
    base_serializer_class = BriefSerializer
    filter_backends = [
        Search,
        OriginalsFilter,
        TableFilter,
        ChildOfFilter,
        DescendantOfFilter,
        TranslationOfFilter,
        Ordering,
    ]
    filters = OF_BRIEFS
    facets = FACETS
    orders = ("brief_date", "period_start", "period_end", "first_published_at", "status", "title", "id")
    listing_operations = (
        *Endpoint.listing_operations,
        SEARCH,
        COUNTS,
        Parameter("child_of", Place(), "The page that they stand directly below."),
        Parameter("descendant_of", Place(), "A page that they stand below."),
        Parameter("translation_of", Place(), "The brief that they are translations of."),
    )
    body_fields = [
        *PublicPagesAPIViewSet.body_fields,
        APIField("photo_renditions", RenditionsField(source="*")),
        APIField("related", RelatedArticlesField()),
        APIField("corrections", CorrectionsField()),
    ]
    listing_default_fields = [
        *PublicPagesAPIViewSet.listing_default_fields,
        "topic",
        "brief_date",
        "period_start",
        "period_end",
        "status",
        "summary",
    ]

    @classproperty
    def model(cls) -> type[Model]:
        return apps.get_model(settings.PAGE_MODEL)

    def get_queryset(self) -> QuerySet[Any]:
        return self._readable

    @cached_property
    def _readable(self) -> QuerySet[Any]:
        return audience.readable(Site.find_for_request(self.request))

    @classmethod
    def listing_schema(cls, router: Any) -> Schema:
        schema = super().listing_schema(router)
        counts = many(thing({"value": TEXT, "label": TEXT, "count": NUMBER}))
        meta = {"total_count": NUMBER, "facets": thing(dict.fromkeys(FACETS, counts), [])}
        schema["properties"]["meta"] = thing(meta, ["total_count"])
        return schema

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        self._before_facets = briefs = super().filter_queryset(queryset)
        for name, facet in self.facets.items():
            if name in self.asked:
                briefs = facet.narrow(briefs, self.asked[name])
        return briefs

    def listing_view(self, request: HttpRequest) -> Response:
        serializer_class = self.get_serializer_class()
        fields = set(serializer_class.Meta.fields)
        found = self.filter_queryset(self.get_queryset()).select_related("topic__locale", "locale")
        unasked = [name for name in streams(self.model) if name not in fields]
        briefs = self.readable(self.paginate_queryset(found.defer(*unasked)), fields)
        preload(briefs, fields, Site.find_for_request(request))
        items = serializer_class(briefs, many=True, context=self.get_serializer_context()).data
        response = self.get_paginated_response(items)
        if "facets" in self.asked:
            response.data["meta"]["facets"] = self._counts()
        return response

    @classmethod
    def get_parameters(cls, action: str | None) -> list[Parameter]:
        more = [HTML_PATH] if action == "find_view" else []
        return [*more, *super().get_parameters(action)]

    def get_serializer_context(self) -> dict[str, Any]:
        context = BaseAPIViewSet.get_serializer_context(self)
        # Three queries, for `parent` alone.
        if self.action == "detail_view":
            context["base_queryset"] = self.get_base_queryset()
        return context

    def find_object(self, queryset: QuerySet[Any], request: HttpRequest) -> Any:
        site = Site.find_for_request(request)
        if "html_path" not in self.asked or site is None:
            return super().find_object(queryset, request)
        parts = [part for part in self.asked["html_path"].split("/") if part]
        # Wagtail looks below the first language's root only, and knows no prefixes.
        language = get_language_from_path(self.asked["html_path"])
        with override(language or get_language()):
            root = site.root_page.localized if language else site.root_page
        try:
            page = root.specific.route(request, parts[1:] if language else parts)[0]
        except Http404:
            return None
        return queryset.filter(pk=page.pk).first()

    def _counts(self) -> dict[str, list[dict[str, Any]]]:
        chosen = {name: list(self.asked[name]) for name in self.facets if name in self.asked}
        if "topic" in chosen:
            # A topic is counted under its slug in the active language.
            keys = set().union(*self.asked["topic"].values())
            chosen["topic"] = [topic.slug for topic in reader.topics(get_language()) if topic.key in keys]
        counts = facets.count(self._before_facets, chosen)
        return {name: [asdict(count) for count in counts[name]] for name in self.asked["facets"]}
