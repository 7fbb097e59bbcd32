"""Stand-ins of a dry run: they read like the real ones, and remember what those would have written."""

import shelve
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from briefs_app.importing.content import Content
from briefs_app.importing.images import Album
from briefs_app.importing.redirects import Redirects
from briefs_app.importing.topics import Topics
from briefs_app.importing.writer import Found, Shelf

# Negative, so that no row has the number of something that only might be.
NUMBERS = count(-1, -1)


@contextmanager
def memory() -> Iterator[Any]:
    """On disk, since an archive may be larger than the memory."""
    with TemporaryDirectory(prefix="briefs-") as folder, shelve.open(str(Path(folder, "put"))) as put:  # noqa: S301  our own values, in a folder of our own
        yield put


class RehearsalShelf(Shelf):
    def __init__(self, *args: Any, put: Any) -> None:
        super().__init__(*args)
        self._put = put

    def turn(self) -> AbstractContextManager[None]:
        return nullcontext()

    def find(self, wanted: Content) -> Found | None:
        known = self._put.get(wanted.origin or "-") or self._put.get(wanted.key)
        is_another = known and wanted.origin and known.content.origin not in ("", wanted.origin)
        return known if known and not is_another else super().find(wanted)

    def put(self, found: Found | None, wanted: Content) -> int:
        pk = found.pk if found else next(NUMBERS)
        self._put[wanted.key] = Found(pk, wanted)
        if wanted.origin:
            self._put[wanted.origin] = Found(pk, wanted)
        return pk


class RehearsalTopics(Topics):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._added: dict[str, int] = {}

    def find(self, name: str) -> int | None:
        return super().find(name) or self._added.get(self._known_as(name))

    def _add(self, name: str) -> int:
        return self._added.setdefault(self._known_as(name), next(NUMBERS))


class RehearsalAlbum(Album):
    def _save(self, image: Any) -> int:
        return next(NUMBERS)


class RehearsalRedirects(Redirects):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._added: dict[str, int] = {}

    def _target(self, path: str) -> int | None:
        return self._added[path] if path in self._added else super()._target(path)

    def _add(self, path: str, pk: int) -> None:
        self._added[path] = pk
