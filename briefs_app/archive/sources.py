"""Which reader takes a file; whatever is wrong with one, it becomes an outcome and the next is read."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from briefs_app.archive import files, markup, page, table, text, wordpress
from briefs_app.archive.report import Kind, Outcome
from briefs_app.archive.values import NotABrief, OldBrief, Unreadable

Read = Iterator[OldBrief | Outcome]
Advance = Callable[[int], Any]


@dataclass(frozen=True)
class Source:
    """A file, and the folder that was given, out of which it must not lead."""

    path: Path
    root: Path
    problem: str = ""

    @property
    def size(self) -> int:
        # Unlike those of pathlib, these pass over what may not be looked at.
        return os.path.getsize(self.path) if os.path.isfile(self.path) else 0


@dataclass(frozen=True)
class Sources:
    post_type: str = "post"
    with_images: bool = False

    def found(self, paths: Iterable[Path], but: Iterable[Path] = ()) -> Iterator[Source]:
        """Each file once."""
        seen = {files.real(path) for path in but}
        for given in paths:
            try:
                for path in files.under(given, self._readers):
                    if files.real(path) not in seen:
                        seen.add(files.real(path))
                        yield Source(path, given)
            except Unreadable as error:
                yield Source(given, given, str(error))

    def read(self, source: Source, advance: Advance) -> Read:
        try:
            self._refuse(source)
            reader = self._readers.get(source.path.suffix.lower(), _text)
            yield from reader(source.path, advance)
        except Unreadable as error:
            yield Outcome(Kind.BROKEN, notes=(str(error),))
        except NotABrief as reason:
            yield Outcome(Kind.SKIPPED, notes=(str(reason),))
        except OSError as error:
            yield Outcome(Kind.BROKEN, notes=(files.reason(error),))
        except Exception as error:
            # A file of strangers may hit any weak spot of any parser; it must not keep the others out.
            yield Outcome(Kind.BROKEN, notes=(f"cannot be read ({type(error).__name__}: {error})",))

    def _refuse(self, source: Source) -> None:
        if source.problem:
            raise Unreadable(source.problem)
        if source.path != source.root and files.leads_out(source.path, source.root):
            raise Unreadable("a link to a file outside the folder: copy the file itself there")

    @property
    def _readers(self) -> dict[str, Callable[[Path, Advance], Read]]:
        export = partial(wordpress.read, post_type=self.post_type, images=self.with_images)
        return {
            ".txt": _text,
            **dict.fromkeys((".html", ".htm", ".xhtml"), _page),
            **dict.fromkeys((".csv", ".tsv"), table.read),
            ".xml": export,
        }


def _text(path: Path, advance: Advance) -> Read:
    data = files.page(path)
    advance(len(data))
    old = files.text(data)
    if markup.looks_like_html(old):
        raise Unreadable("this is HTML: let its name end with .html")
    yield text.parse(old)


def _page(path: Path, advance: Advance) -> Read:
    yield from page.read(path)
    advance(path.stat().st_size)
