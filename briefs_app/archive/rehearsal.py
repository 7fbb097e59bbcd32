"""Stand-ins of a dry run: they read like the real ones, and remember what those would have written."""

from contextlib import AbstractContextManager, nullcontext
from itertools import count
from typing import Any

from briefs_app.archive.content import Content
from briefs_app.archive.shelf import Found, Shelf
from briefs_app.archive.topics import Topics

# Negative, so that no row has the number of something that only might be.
NUMBERS = count(-1, -1)


class RehearsalShelf(Shelf):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._put: dict[str, Found] = {}

    def turn(self) -> AbstractContextManager[None]:
        return nullcontext()

    def find(self, wanted: Content) -> Found | None:
        return self._put.get(wanted.key) or super().find(wanted)

    def put(self, found: Found | None, wanted: Content) -> int:
        pk = found.pk if found else next(NUMBERS)
        self._put[wanted.key] = Found(pk, wanted)
        return pk


class RehearsalTopics(Topics):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._added: dict[str, int] = {}

    def find(self, name: str) -> int | None:
        return super().find(name) or self._added.get(name.casefold())

    def _add(self, name: str) -> int:
        return self._added.setdefault(name.casefold(), next(NUMBERS))
