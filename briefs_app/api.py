"""Headless: endpoints for Wagtail's API v2; register them in the host's router."""

from dataclasses import asdict
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import classproperty
from rest_framework.fields import Field
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.v2.filters import FieldsFilter, LocaleFilter, OrderingFilter, SearchFilter
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.models import Site

from briefs_app import reader, related, trends
from briefs_app.conf import settings
from briefs_app.models import Topic


class PublicPagesAPIViewSet(PagesAPIViewSet):
    """Wagtail's pages without those whose time ran out, and without a word on what an alias is made from."""

    meta_fields = [name for name in PagesAPIViewSet.meta_fields if name != "alias_of"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return reader.visible(super().get_base_queryset(), Site.find_for_request(self.request))


class RelatedField(Field):
    """The articles beside a brief, as its page shows them."""

    def to_representation(self, brief: Any) -> list[dict[str, Any]]:
        names = ("title", "url", "date", "summary", "status", "photo_credit", "source", "reason", "id")
        return [{name: getattr(card, name) for name in names} for card in related.beside(brief)]


class BriefsAPIViewSet(PublicPagesAPIViewSet):
    """The briefs of the site that anybody may read, newest first."""

    name = "briefs"
    body_fields = [*PagesAPIViewSet.body_fields, APIField("related", RelatedField(source="*"))]
    detail_only_fields = [*PagesAPIViewSet.detail_only_fields, "related"]
    listing_default_fields = [
        *PagesAPIViewSet.listing_default_fields,
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

    def get_base_queryset(self) -> QuerySet[Any]:
        return reader.published(Site.find_for_request(self.request))

    def get_queryset(self) -> QuerySet[Any]:
        return self.get_base_queryset().select_related("topic", "photo", "locale")


class TopicsAPIViewSet(BaseAPIViewSet):
    name = "topics"
    model = Topic
    filter_backends = [FieldsFilter, OrderingFilter, LocaleFilter, SearchFilter]
    known_query_parameters = BaseAPIViewSet.known_query_parameters.union(["locale"])
    meta_fields = [*BaseAPIViewSet.meta_fields, "locale"]
    listing_default_fields = [*BaseAPIViewSet.listing_default_fields, "name", "slug", "description", "locale"]
    nested_default_fields = [*BaseAPIViewSet.nested_default_fields, "name", "slug"]

    def get_queryset(self) -> QuerySet[Topic]:
        return Topic.objects.select_related("locale")


class TrendsAPIViewSet(TopicsAPIViewSet):
    """Each topic with its statuses over time, the oldest first; an empty status is *not assessed*."""

    name = "trends"

    def listing_view(self, request: HttpRequest) -> Response:
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)
        topics = self.paginate_queryset(self.filter_queryset(queryset))
        return self.get_paginated_response(self._represent(topics))

    def detail_view(self, request: HttpRequest, pk: int) -> Response:
        return Response(self._represent([self.get_object()])[0])

    def _represent(self, topics: list[Topic]) -> list[dict[str, Any]]:
        found = trends.of_topics(topics, Site.find_for_request(self.request))
        return [
            {
                "id": topic.pk,
                "slug": trend.slug,
                "name": trend.name,
                "cells": [asdict(cell) for cell in trend.cells],
            }
            for topic, trend in zip(topics, found, strict=True)
        ]
