"""Editions below an index page."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, path


class EditionRoutes(RoutablePageMixin):
    briefs: Any
    topics: Any
    url: Any

    @path("<int:year>/w<int:week>/", name="edition")
    def edition_page(self, request: HttpRequest, year: int, week: int) -> HttpResponse:
        from briefs_app.editions import Edition

        try:
            edition = Edition.of_week(year, week, self.briefs(request), self.topics())
        except ValueError as error:
            raise Http404(str(error)) from error
        context = {"edition": edition, "topics": self.topics()}
        return self.render(request, template="briefs_app/edition.html", context_overrides=context)

    def edition_url(self, day: date) -> str:
        year, week, _weekday = day.isocalendar()
        return self.url + self.reverse_subpage("edition", kwargs={"year": year, "week": week})
