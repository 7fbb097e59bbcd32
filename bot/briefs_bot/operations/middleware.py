"""Optional middleware, the first one: `/health/` is answered before others ask a database that may hang."""

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.decorators import sync_and_async_middleware

from briefs_bot.operations import views


@sync_and_async_middleware
def alive_middleware(get_response: Any) -> Callable[[HttpRequest], Any]:
    if iscoroutinefunction(get_response):

        async def in_loop(request: HttpRequest) -> Any:
            return _answer(request) or await get_response(request)

        return in_loop

    def in_thread(request: HttpRequest) -> Any:
        return _answer(request) or get_response(request)

    return in_thread


def _answer(request: HttpRequest) -> HttpResponse | None:
    if not request.path_info.endswith("/health/"):
        return None
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return None
    return views.alive(request) if found.func is views.alive else None
