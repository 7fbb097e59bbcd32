"""Whole answers that this process gives once more to whoever asks alike, until something public changes."""

from collections import OrderedDict
from typing import NamedTuple

from django.http import HttpResponse, HttpResponseBase

from briefs_app.conf import settings

MEGABYTE = 1_000_000


class Answer(NamedTuple):
    content: bytes
    headers: dict[str, str]

    @property
    def size(self) -> int:
        return len(self.content) + sum(len(name) + len(value) for name, value in self.headers.items())


class Kept:
    """Answers by their tags; those that nobody asked for lately make room for new ones."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._size = 0

    def put(self, tag: str, response: HttpResponseBase) -> None:
        """Keep an answer that is for everybody, unless it is made as it is sent, or packed for some."""
        if not isinstance(response, HttpResponse) or response.has_header("Content-Encoding"):
            return
        answer = Answer(response.content, dict(response.items()))
        if answer.size > self._room // 10 or tag in self._answers:
            return
        self._answers[tag] = answer
        self._size += answer.size
        while self._size > self._room:
            self._size -= self._answers.popitem(last=False)[1].size

    def get(self, tag: str) -> HttpResponse | None:
        answer = self._answers.get(tag)
        if answer is None:
            return None
        self._answers.move_to_end(tag)
        return HttpResponse(answer.content, headers=answer.headers)

    @property
    def _room(self) -> int:
        return settings.KEEP_PAGES_MB * MEGABYTE
