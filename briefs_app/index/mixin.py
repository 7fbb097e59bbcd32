"""The mixin that makes a page the index of its briefs: listing, topics, editions and feeds."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path
from wagtail.models import Site

from briefs_app import audience, links, trends
from briefs_app.index.edition_routes import EditionRoutes
from briefs_app.index.feed_routes import FeedRoutes
from briefs_app.index.filter_form import Listing
from briefs_app.index.search_routes import SearchRoutes
from briefs_app.index.trend_routes import TrendRoutes, asked_periods
from briefs_app.models.topic import Topic


class BriefIndexMixin(EditionRoutes, FeedRoutes, SearchRoutes, TrendRoutes, models.Model):
    """Mix into a Page model: `class MemosPage(BriefIndexMixin, Page)`. Lists its site and language."""

    introduction = models.CharField(_("introduction"), max_length=280, blank=True)

    index_panels = [FieldPanel("introduction")]
    index_api_fields = [APIField("introduction")]

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        # The nearest index above what is served; saves looking for it.
        request.briefs_index = self
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        topics = self.topics()  # for the filter and the navigation, asked once
        context = {
            **super().get_context(request, *args, **kwargs),
            "listing": Listing(request.GET, self.briefs(request), topics),
            "topics": topics,
        }
        return links.in_context(context, self, request)

    @path("topic/<slug:slug>/", name="topic")
    def topic_page(self, request: HttpRequest, slug: str) -> HttpResponse:
        topic = get_object_or_404(self.topics(), slug=slug)
        briefs = self.briefs(request).filter(topic__translation_key=topic.translation_key)
        context = {
            "topic": topic,
            "history": trends.grid(briefs, [topic], *asked_periods(request)),
            "tallies": trends.tallies(briefs),
            "listing": Listing(request.GET, briefs),
            "topics": self.topics(),
        }
        return self.render(request, template="briefs_app/topic.html", context_overrides=context)

    def has_route(self, slug: str) -> bool:
        """Return whether the index has that address for itself, such as "trends", so that no child can."""
        try:
            self.resolve_subpage(f"/{slug}/")
        except Http404:
            return False
        return True

    def briefs(self, request: HttpRequest) -> Any:
        """Return the briefs that a visitor may see here, newest first."""
        site = Site.find_for_request(request)
        briefs = audience.published(site).filter(locale=self.locale_id)
        return briefs.select_related("topic", "photo", "locale").defer_streamfields()

    def topics(self) -> models.QuerySet[Topic]:
        return Topic.objects.filter(locale=self.locale_id)
