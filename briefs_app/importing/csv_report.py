"""The report of an import as a CSV file."""

import csv
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from briefs_app.importing.errors import Unwritable
from briefs_app.trends import spreadsheets

COLUMNS = ("file", "place", "outcome", "headline", "page", "notes")


class CsvReport:
    """A CSV file with one row for each outcome; it replaces an earlier report, never another file."""

    def __init__(self, path: Path) -> None:
        _refuse_others(path)
        try:
            self._file = path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise Unwritable(error.strerror) from error
        self._rows = csv.writer(self._file)
        # The reason why the file ends early: a full disk must not end the import.
        self.problem = ""
        self.write(COLUMNS)

    def write(self, cells: Iterable[str]) -> None:
        """Write one row; after a failed write, `problem` has the reason and nothing more is written."""
        if self.problem:
            return
        try:
            self._rows.writerow([spreadsheets.cell(text) for text in cells])
            self._file.flush()
        except OSError as error:
            self.problem = error.strerror or "it cannot be written"

    def close(self) -> None:
        # Closing repeats a write that failed, and `problem` already has the reason.
        with suppress(OSError):
            self._file.close()


def _refuse_others(path: Path) -> None:
    """Raise Unwritable if the file exists and is not an earlier report, for example a table of articles."""
    try:
        with path.open("rb") as file:
            beginning = file.read(200) if path.is_file() else b""
    except OSError:
        # Opening the file for writing reports this.
        return
    if beginning and not beginning.startswith(",".join(COLUMNS).encode()):
        raise Unwritable("it is there already and is no report: name another file")
