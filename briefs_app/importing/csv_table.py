"""Read briefs from a CSV table with one brief per row."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from briefs_app.conf import settings
from briefs_app.importing import csv_row, dates, files, html_text
from briefs_app.importing.csv_report import COLUMNS as REPORT_COLUMNS
from briefs_app.importing.errors import NotABrief, Unreadable
from briefs_app.importing.old_brief import OldBrief
from briefs_app.importing.report import Kind, Outcome

DELIMITERS = ",;\t"


def read(path: Path, advance: Callable[[int], Any]) -> Iterator[OldBrief | Outcome]:
    """Yield the briefs of a table, and an outcome for each row that cannot be read."""
    csv.field_size_limit(settings.IMPORT_PAGE_MB * files.MEGABYTE)
    with files.open_limited(path, "IMPORT_EXPORT_MB") as file:
        for read in _rows(_lines(file, advance)):
            yield _with_unique_origin(read, path) if isinstance(read, OldBrief) else read


def _with_unique_origin(brief: OldBrief, path: Path) -> OldBrief:
    """Return the brief with the file name added to its number, as each table may count from 1."""
    if not brief.origin or html_text.safe_link(brief.origin):
        return brief
    return replace(brief, origin=f"{path.name} {brief.origin}")


def _lines(file: BinaryIO, advance: Callable[[int], Any]) -> Iterator[str]:
    """Yield one line at a time; bytes that are not UTF-8 become surrogates and break only their own row."""
    longest = settings.IMPORT_PAGE_MB * files.MEGABYTE
    beginning = file.read(1024)
    if beginning.startswith(files.UTF16) or b"\0" in beginning.partition(b"\n")[0]:
        files.decode(beginning)
    file.seek(0)
    before = 0
    # Old Macs end a line with a carriage return only.
    text = TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline=None)
    while line := text.readline(longest + 1):
        if len(line) > longest:
            raise Unreadable(f"a line longer than {settings.IMPORT_PAGE_MB} MB: no table of briefs")
        yield line
        advance(file.tell() - before)
        before = file.tell()


def _rows(lines: Iterator[str]) -> Iterator[OldBrief | Outcome]:
    head = next(lines, "")
    delimiter = max(DELIMITERS, key=lambda it: len(set(_columns(head, it))))
    names = _names(head, delimiter)
    columns = _columns(head, delimiter)
    _refuse_other_tables(names, columns)
    if unknown := [name.strip() for name, column in zip(names, columns, strict=True) if not column]:
        yield Outcome(Kind.NOTE, notes=(f"columns passed over: {', '.join(unknown)}",), place="line 1")
    yield from _briefs(lines, columns, delimiter)


def _columns(head: str, delimiter: str) -> list[str]:
    """Return the column of each name in the header; empty if the name is unknown."""
    names = _names(head, delimiter)
    return [
        csv_row.COLUMN_OF_NAME.get("_".join(name.casefold().replace("-", " ").replace("_", " ").split()), "")
        for name in names
    ]


def _names(head: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([head], delimiter=delimiter), [])
    except csv.Error as error:
        raise Unreadable(f"its first line names no columns ({error})") from error


def _refuse_other_tables(names: Sequence[str], columns: Sequence[str]) -> None:
    """Raise NotABrief for the report of an import, Unreadable for a table without usable columns."""
    if tuple(names) == REPORT_COLUMNS:
        raise NotABrief("the report of an import")
    if "title" not in columns:
        raise Unreadable(
            "no column “title”: the first line names the columns, as in title,date,topic,summary,body"
        )
    if twice := {column for column in columns if column and columns.count(column) > 1}:
        raise Unreadable(f"two columns for the same: {', '.join(sorted(twice))}")


def _briefs(lines: Iterator[str], columns: Sequence[str], delimiter: str) -> Iterator[OldBrief | Outcome]:
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        # The header was read before, so the reader did not count it.
        first = rows.line_num + 2
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield _broken_lines(f"no line of a table ({error})", first, rows.line_num + 1)
            continue
        if cells is None:
            return
        if _holds_other_rows(cells, columns, delimiter):
            yield _broken_lines("lines of the table stand within a quotation", first, rows.line_num + 1)
        elif any(cell.strip() for cell in cells):
            yield csv_row.read(cells, columns, f"line {first}")


def _broken_lines(what: str, first: int, last: int) -> Outcome:
    advice = "a quotation mark within a text is written twice, and each that opens is closed"
    place = f"lines {first}–{last}" if last > first else f"line {first}"
    return Outcome(Kind.BROKEN, notes=(f"{what}: {advice}",), place=place)


def _holds_other_rows(cells: Sequence[str], columns: Sequence[str], delimiter: str) -> bool:
    """Return whether a cell contains further rows, because its quotation mark was never closed."""
    inner = (line for cell in cells if "\n" in cell for line in cell.split("\n")[1:])
    return "date" in columns and any(_is_row(line, columns, delimiter) for line in inner)


def _is_row(line: str, columns: Sequence[str], delimiter: str) -> bool:
    """Return whether a line looks like a row of this table, by its number of cells and its date."""
    if line.count(delimiter) < len(columns) - 1:
        return False
    try:
        cells = next(csv.reader([line], delimiter=delimiter))
        date = cells[columns.index("date")]
        # Prose has a space after its commas.
        return len(cells) == len(columns) and not date.startswith(" ") and bool(dates.parse_timestamp(date))
    except (csv.Error, ValueError, IndexError):
        return False
