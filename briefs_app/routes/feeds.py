"""Feeds below an index page."""

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, path


class FeedRoutes(RoutablePageMixin):
    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        from briefs_app.feeds import BriefsFeed

        return BriefsFeed()(request, index=self)
