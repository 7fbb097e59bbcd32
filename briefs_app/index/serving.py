"""Serves briefs and their index: what expired is gone, too long a query is refused, the rest is marked."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone

from briefs_app.caching.marking import mark
from briefs_app.index.mixin import BriefIndexMixin
from briefs_app.models import BriefMixin
from briefs_app.search import limits

Serve = Callable[[Any, HttpRequest, Any, Any], HttpResponse]


def serving(serve: Serve) -> Serve:
    """Wrap what serves a page, as Wagtail's hook `on_serve_page` wants it."""

    def serve_ours(page: Any, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        if isinstance(page, BriefMixin):
            # Wagtail takes an expired page down by a command, which may be late.
            if page.expire_at and page.expire_at <= timezone.now():
                raise Http404
            return mark(serve(page, request, args, kwargs))
        if isinstance(page, BriefIndexMixin):
            try:
                limits.check(request.GET)
            except limits.TooMuch as error:
                return HttpResponseBadRequest(f"{error}\n", content_type="text/plain; charset=utf-8")
            return mark(serve(page, request, args, kwargs))
        return serve(page, request, args, kwargs)

    return serve_ours
