"""Answers one request at a time: threads that share a connection to SQLite share its transactions, too."""

from collections.abc import Callable
from threading import Lock

from django.http import HttpRequest, HttpResponse

turn = Lock()


def one_at_a_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        with turn:
            return get_response(request)

    return answer
