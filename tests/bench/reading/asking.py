"""Asks a site what readers ask: `asking ours|roost`. Prints the queries of each question, then, whenever it
reads a line, the seconds of each.

One process and Django's own client: without sockets in between, a question costs what the site spends on it.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.reading.content import HOST

Question = Callable[[], Any]
client = Client(SERVER_NAME=HOST)


def get(address: str, **headers: str) -> Question:
    def ask() -> Any:
        answer = client.get(address, headers=headers)
        if answer.status_code not in (200, 304):
            raise RuntimeError(f"{address}: {answer.status_code}")
        return answer

    return ask


def _queries(ask: Question) -> int:
    with CaptureQueriesContext(connection) as seen:
        ask()
    return len(seen)


def _seconds(ask: Question) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


if __name__ == "__main__":
    django.setup()
    questions = import_module(f"tests.bench.reading.{sys.argv[1]}.site").questions()
    # The first answers make the photos' renditions and fill the caches.
    for question in [*questions.values(), *questions.values()]:
        question()
    print(json.dumps({name: _queries(ask) for name, ask in questions.items()}), flush=True)
    for _line in sys.stdin:
        print(json.dumps({name: _seconds(ask) for name, ask in questions.items()}), flush=True)
