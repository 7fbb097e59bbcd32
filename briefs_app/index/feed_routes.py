"""Feeds below an index page, and below each of its topics."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from briefs_app.feeds import BriefsFeed


class FeedRoutes(RoutablePageMixin, models.Model):
    topics: Any

    class Meta:
        abstract = True

    @path("feed/", name="feed")
    @path("feed/<slug:kind>/", name="feed_as")
    def feed(self, request: HttpRequest, kind: str = "rss") -> HttpResponse:
        return BriefsFeed(kind)(request, index=self)

    @path("topic/<slug:slug>/feed/", name="topic_feed")
    @path("topic/<slug:slug>/feed/<slug:kind>/", name="topic_feed_as")
    def topic_feed(self, request: HttpRequest, slug: str, kind: str = "rss") -> HttpResponse:
        return BriefsFeed(kind, get_object_or_404(self.topics(), slug=slug))(request, index=self)
