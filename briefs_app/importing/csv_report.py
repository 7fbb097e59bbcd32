"""The report as a table, in a file that held nothing but such a report before."""

import csv
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from briefs_app.importing.errors import Unwritable
from briefs_app.trends import spreadsheets

COLUMNS = ("file", "place", "outcome", "headline", "page", "notes")


class CsvReport:
    def __init__(self, path: Path) -> None:
        _refuse_others(path)
        try:
            self._file = path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise Unwritable(error.strerror) from error
        self._rows = csv.writer(self._file)
        # Why it ends early: a full disk must not end the import.
        self.problem = ""
        self.write(COLUMNS)

    def write(self, cells: Iterable[str]) -> None:
        if self.problem:
            return
        try:
            self._rows.writerow([spreadsheets.cell(text) for text in cells])
            self._file.flush()
        except OSError as error:
            self.problem = error.strerror or "it cannot be written"

    def close(self) -> None:
        # It tries once more what could not be written, and has been told.
        with suppress(OSError):
            self._file.close()


def _refuse_others(path: Path) -> None:
    """Somebody's articles, say: they would be gone."""
    try:
        with path.open("rb") as file:
            beginning = file.read(200) if path.is_file() else b""
    except OSError:
        # Whether a new one can be written there shows when it is.
        return
    if beginning and not beginning.startswith(",".join(COLUMNS).encode()):
        raise Unwritable("it is there already and is no report: name another file")
