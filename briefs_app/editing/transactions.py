"""(public) A middleware that makes each request that writes one transaction."""

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpRequest, HttpResponse

READING = ("GET", "HEAD", "OPTIONS")


class AtomicWritesMiddleware:
    """A request that writes does so wholly or not at all; one that reads takes no transaction.

    Neither does a view that Django's `transaction.non_atomic_requests` marks.

    Wagtail publishes in several steps. Should the process die between them, none has happened: the editor
    publishes again, and no brief is public whose broadcast was never opened.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method in READING or DEFAULT_DB_ALIAS in getattr(view, "_non_atomic_requests", ()):
            return None
        with transaction.atomic():
            return view(request, *args, **kwargs)
