"""Choose the reader of each file; any error in a file becomes an outcome, and the next file is read."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from briefs_app.importing import csv_table, files, folders, html_tree, plain_text, web_page, wordpress
from briefs_app.importing.errors import NotABrief, Unreadable
from briefs_app.importing.old_brief import OldBrief
from briefs_app.importing.report import Kind, Outcome

Read = Iterator[OldBrief | Outcome]
Advance = Callable[[int], Any]
CLOSED_FOLDER = "this folder cannot be opened: mend its permissions"


@dataclass(frozen=True)
class Source:
    """A file to read, and the given path that it must not lead out of."""

    path: Path
    root: Path
    problem: str = ""
    note: str = ""

    @property
    def size(self) -> int:
        """Return the size in bytes; 0 if it cannot be accessed."""
        # Unlike pathlib, these do not raise if access is denied.
        return os.path.getsize(self.path) if os.path.isfile(self.path) else 0


@dataclass(frozen=True)
class Sources:
    """The files to import and their readers."""

    post_type: str = "post"
    with_images: bool = False

    def find(self, paths: Iterable[Path], but: Iterable[Path] = ()) -> Iterator[Source]:
        """Yield the files at these paths and below, each once, except those in `but`."""
        seen = {files.real_path(path) for path in but}
        for source in chain.from_iterable(map(self._sources_in, paths)):
            if files.real_path(source.path) not in seen:
                seen.add(files.real_path(source.path))
                yield source

    def _sources_in(self, given: Path) -> Iterator[Source]:
        try:
            if not files.is_folder(given):
                yield Source(given, given)
                return
        except Unreadable as error:
            yield Source(given, given, str(error))
            return
        folder = folders.read(given, self._readers)
        yield from (Source(path, given) for path in folder.files)
        yield from (Source(path, given, CLOSED_FOLDER) for path in folder.closed)
        if not (folder.files or folder.closed):
            yield Source(given, given, f"no {', '.join(f'*{it}' for it in sorted(self._readers))} in it")
        elif folder.passed_over:
            yield Source(given, given, note=f"passed over: {folder.passed_over}")

    def read(self, source: Source, advance: Advance) -> Read:
        """Yield the briefs of a file, and outcomes for what cannot be read; report progress to `advance`."""
        try:
            self._refuse(source)
            if source.note:
                yield Outcome(Kind.NOTE, notes=(source.note,))
                return
            reader = self._readers.get(source.path.suffix.lower(), _text)
            yield from reader(source.path, advance)
        except Unreadable as error:
            yield Outcome(Kind.BROKEN, notes=(str(error),))
        except NotABrief as reason:
            yield Outcome(Kind.SKIPPED, notes=(str(reason),))
        except OSError as error:
            yield Outcome(Kind.BROKEN, notes=(files.reason(error),))
        except Exception as error:
            # A foreign file may trigger any bug of any parser; it must not stop the others.
            yield Outcome(Kind.BROKEN, notes=(f"cannot be read ({type(error).__name__}: {error})",))

    def _refuse(self, source: Source) -> None:
        if source.problem:
            raise Unreadable(source.problem)
        if source.path != source.root and files.is_outside(source.path, source.root):
            raise Unreadable("a link to a file outside the folder: copy the file itself there")

    @property
    def _readers(self) -> dict[str, Callable[[Path, Advance], Read]]:
        export = partial(wordpress.read, post_type=self.post_type, images=self.with_images)
        return {
            ".txt": _text,
            **dict.fromkeys(folders.PAGES, _page),
            **dict.fromkeys((".csv", ".tsv"), csv_table.read),
            ".xml": export,
        }


def _text(path: Path, advance: Advance) -> Read:
    data = files.read_page(path)
    advance(len(data))
    old = files.decode(data)
    if html_tree.looks_like_html(old):
        raise Unreadable("this is HTML: let its name end with .html")
    yield plain_text.parse(old)


def _page(path: Path, advance: Advance) -> Read:
    yield from web_page.read(path)
    advance(path.stat().st_size)
