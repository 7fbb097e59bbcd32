"""Editions below an index page, and the archive that leads to them."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from briefs_app.index.archive import years
from briefs_app.periods.scales import Month, Period, Week
from briefs_app.search.editions import edition


class EditionRoutes(RoutablePageMixin, models.Model):
    briefs: Any
    topics: Any
    get_url: Any

    class Meta:
        abstract = True

    @path("<int:year>/w<int:week>/", name="edition")
    @path("<int:year>/W<int:week>/", name="edition_in_capitals")
    def edition_page(self, request: HttpRequest, year: int, week: int) -> HttpResponse:
        return self._edition(request, Week, year, week)

    @path("<int:year>/<int:month>/", name="month")
    def month_page(self, request: HttpRequest, year: int, month: int) -> HttpResponse:
        return self._edition(request, Month, year, month)

    @path("archive/", name="archive")
    def archive_page(self, request: HttpRequest) -> HttpResponse:
        context = {"archive": years(self.briefs(request)), "topics": self.topics(), "listing": None}
        return self.render(request, template="briefs_app/archive.html", context_overrides=context)

    def _edition(self, request: HttpRequest, scale: Any, year: int, number: int) -> HttpResponse:
        try:
            period: Period = scale.numbered(year, number)
        except ValueError as error:
            raise Http404(str(error)) from error
        found = edition(period, self.briefs(request), self.topics())
        if found is None:
            raise Http404("No brief belongs to this edition.")
        if not request.path.endswith(f"/{period.address}"):  # "w1" for "w01"
            return redirect(self.get_url(request) + period.address, permanent=True)
        context = {"edition": found, "topics": self.topics(), "listing": None}
        return self.render(request, template="briefs_app/edition.html", context_overrides=context)
