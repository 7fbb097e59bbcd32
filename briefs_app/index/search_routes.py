"""The search page below an index page."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Site

from briefs_app.caching import marking
from briefs_app.search.query import Search


class SearchRoutes(RoutablePageMixin, models.Model):
    locale: Any

    class Meta:
        abstract = True

    @path("search/", name="search")
    def search_page(self, request: HttpRequest) -> HttpResponse:
        search = Search(request.GET, Site.find_for_request(request), self.locale.language_code)
        context = {"search": search, "listing": search}
        answer = self.render(request, template="briefs_app/search.html", context_overrides=context)
        # The index of words follows the database, at once or later.
        return marking.unmark(answer)
