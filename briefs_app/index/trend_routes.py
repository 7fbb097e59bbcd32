"""The trends of all topics below an index page: to look at, as data and as pictures."""

from datetime import date
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_date
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from briefs_app import trends
from briefs_app.periods.scales import SCALES, Period, Week
from briefs_app.trends import data, picture


class TrendRoutes(RoutablePageMixin, models.Model):
    """`?by=month` asks for months, `?ending=2026-06-07` for the periods until that day; nonsense is ignored.

    Wagtail's own address pattern knows no dots; with `briefs_app.urls` the names of files work, too.
    """

    briefs: Any
    topics: Any
    slug: Any
    title: Any
    get_url: Any

    class Meta:
        abstract = True

    @path("trends/", name="trends")
    def trends_page(self, request: HttpRequest) -> HttpResponse:
        grid = self._grid(request)
        context = {
            "grid": grid,
            "drawing": picture.Drawing(grid),
            "with_png": picture.available(),
            "topics": self.topics(),
            "listing": None,
        }
        return self.render(request, template="briefs_app/trends.html", context_overrides=context)

    @path("trends/json/", name="trends_json")
    @path("trends/data.json/", name="trends_json_file")
    def trends_json(self, request: HttpRequest) -> HttpResponse:
        grid = self._grid(request, data.LENGTH)
        return JsonResponse(data.as_json(grid, request.build_absolute_uri))

    @path("trends/csv/", name="trends_csv")
    @path("trends/data.csv/", name="trends_csv_file")
    def trends_csv(self, request: HttpRequest) -> HttpResponse:
        # With the mark that tells Excel which encoding this is.
        table = data.as_csv(self._grid(request, data.LENGTH), request.build_absolute_uri)
        return _file(table.encode("utf-8-sig"), "text/csv; charset=utf-8", "trends.csv", "attachment")

    @path("trends/svg/", name="trends_svg")
    @path("trends.svg/", name="trends_svg_file")
    def trends_svg(self, request: HttpRequest) -> HttpResponse:
        found = picture.svg(self._picture_grid(request), self.title, request.build_absolute_uri)
        answer = _file(found.encode(), "image/svg+xml", "trends.svg")
        answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        return answer

    @path("trends/png/", name="trends_png")
    @path("trends.png/", name="trends_png_file")
    def trends_png(self, request: HttpRequest) -> HttpResponse:
        grid = self._picture_grid(request)
        try:
            found = picture.png(grid, self.title)
        except picture.NoPictures as error:
            return HttpResponse(f"{error}\n", status=501, content_type="text/plain; charset=utf-8")
        return _file(found, "image/png", "trends.png")

    def _grid(self, request: HttpRequest, length: int | None = None) -> Any:
        scale, ending = asked_periods(request)
        return trends.grid(self.briefs(request), self.topics(), scale, ending, length or trends.SHOWN)

    def _picture_grid(self, request: HttpRequest) -> Any:
        grid = self._grid(request)
        if not grid.periods:
            raise Http404("No brief, no picture.")
        return grid


def asked_periods(request: HttpRequest) -> tuple[type[Period], date | None]:
    """Weeks or months, and the day that they end with."""
    scale = SCALES.get(request.GET.get("by", ""), Week)
    try:
        return scale, parse_date(request.GET.get("ending", ""))
    except ValueError:  # looks like a day, but there is none
        return scale, None


def _file(content: bytes, content_type: str, name: str, disposition: str = "inline") -> HttpResponse:
    headers = {"Content-Disposition": f'{disposition}; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
