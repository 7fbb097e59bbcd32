"""Replacements for a dry run: they read like the real classes, but keep their writes to themselves."""

import shelve
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from briefs_app.importing.content import Content
from briefs_app.importing.images import ImageStore
from briefs_app.importing.redirects import Redirects
from briefs_app.importing.topics import Topics
from briefs_app.importing.writer import ExistingPage, Writer

# Negative, so that none is the id of a row.
FAKE_IDS = count(-1, -1)


@contextmanager
def storage() -> Iterator[Any]:
    """Yield a mapping on disk, since an import may be larger than the memory."""
    with TemporaryDirectory(prefix="briefs-") as folder, shelve.open(str(Path(folder, "written"))) as written:  # noqa: S301  our own values, in a folder of our own
        yield written


class DryRunWriter(Writer):
    """A writer that stores pages in `written` instead of the database."""

    def __init__(self, *args: Any, written: Any) -> None:
        super().__init__(*args)
        self._written = written

    def lock(self) -> AbstractContextManager[None]:
        return nullcontext()

    def find(self, wanted: Content) -> ExistingPage | None:
        known = self._written.get(wanted.origin or "-") or self._written.get(wanted.key)
        is_other = known and wanted.origin and known.content.origin not in ("", wanted.origin)
        return known if known and not is_other else super().find(wanted)

    def write(self, existing: ExistingPage | None, wanted: Content) -> int:
        pk = existing.pk if existing else next(FAKE_IDS)
        self._written[wanted.key] = ExistingPage(pk, wanted)
        if wanted.origin:
            self._written[wanted.origin] = ExistingPage(pk, wanted)
        return pk


class DryRunTopics(Topics):
    """Topics that are created in memory only."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._added: dict[str, int] = {}

    def find(self, name: str) -> int | None:
        return super().find(name) or self._added.get(self._mapped_name(name))

    def _add(self, name: str) -> int:
        return self._added.setdefault(self._mapped_name(name), next(FAKE_IDS))


class DryRunImageStore(ImageStore):
    """An image store that checks images but saves none."""

    def _save(self, image: Any) -> int:
        return next(FAKE_IDS)


class DryRunRedirects(Redirects):
    """Redirects that are created in memory only."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._added: dict[str, int] = {}

    def _target(self, path: str) -> int | None:
        return self._added[path] if path in self._added else super()._target(path)

    def _create_redirect(self, path: str, pk: int) -> None:
        self._added[path] = pk
