"""Reads briefs from a CSV file with one brief a line, whatever program wrote it."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from briefs_app.archive import blocks, dates, files, markup, plain, statuses
from briefs_app.archive.protocol import COLUMNS as OF_A_REPORT
from briefs_app.archive.report import Kind, Outcome
from briefs_app.archive.values import NotABrief, OldBrief, Unreadable
from briefs_app.conf import settings

# The first name of each is the one that the how-to page uses.
COLUMNS = {
    "title": "headline",
    "date": "brief_date published published_at publication_date created",
    "summary": "lead excerpt description teaser",
    "body": "text content html article",
    "topic": "category categories topics section",
    "status": "situation judgement",
    "status_reason": "reason",
    "period": "week",
    "period_start": "from first_day",
    "period_end": "to last_day",
    "outlook_risk": "risk",
    "outlook_opportunity": "opportunity",
    "photo": "image picture photo_file",
    "photo_credit": "credit image_credit",
    "photo_caption": "caption image_caption",
    "byline": "author authors writer",
    "source_name": "source",
    "source_url": "canonical canonical_url",
    "address": "url link permalink old_url",
    "id": "guid key",
    "visibility": "state live",
}
KNOWN = {name: column for column, others in COLUMNS.items() for name in (column, *others.split())}
DELIMITERS = ",;\t"
YES, NO = {"1", "yes", "true", "x"}, {"", "0", "no", "false"}
PUBLIC = {"", "public", "publish", "published", *YES}
WITHHELD = {
    "draft": "a draft there",
    **dict.fromkeys(NO - {""}, "a draft there"),
    "private": "private there",
    "restricted": "private there",
}


def read(path: Path, advance: Callable[[int], Any]) -> Iterator[OldBrief | Outcome]:
    csv.field_size_limit(settings.IMPORT_PAGE_MB * files.MEGABYTE)
    with files.opened(path, settings.IMPORT_EXPORT_MB) as file:
        for row in _rows(_lines(file, advance)):
            yield _numbered(row, path) if isinstance(row, OldBrief) else row


def _numbered(brief: OldBrief, path: Path) -> OldBrief:
    """Each table counts from one, so that a number names a line within its table only."""
    if not brief.origin or plain.link(brief.origin):
        return brief
    return replace(brief, origin=f"{path.name} {brief.origin}")


def _lines(file: BinaryIO, advance: Callable[[int], Any]) -> Iterator[str]:
    """One at a time; a line that is not UTF-8 comes with its bytes marked, and breaks only its own brief."""
    longest = settings.IMPORT_PAGE_MB * files.MEGABYTE
    beginning = file.read(1024)
    if beginning.startswith(files.UTF16) or b"\0" in beginning.partition(b"\n")[0]:
        files.text(beginning)
    file.seek(0)
    before = 0
    # Old Macs end a line with a carriage return alone.
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
    """Empty where a column is unknown."""
    names = _names(head, delimiter)
    return [
        KNOWN.get("_".join(name.casefold().replace("-", " ").replace("_", " ").split()), "") for name in names
    ]


def _names(head: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([head], delimiter=delimiter), [])
    except csv.Error as error:
        raise Unreadable(f"its first line names no columns ({error})") from error


def _refuse_other_tables(names: Sequence[str], columns: Sequence[str]) -> None:
    if tuple(names) == OF_A_REPORT:
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
        place = f"line {rows.line_num + 2}"
        try:
            row = next(rows, None)
        except csv.Error as error:
            advice = "a quotation mark within a text is written twice, and each that opens is closed"
            yield Outcome(Kind.BROKEN, notes=(f"no line of a table ({error}): {advice}",), place=place)
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield _of_row(row, columns, place)


def _of_row(row: Sequence[str], columns: Sequence[str], place: str) -> OldBrief | Outcome:
    cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column}
    headline = cells["title"].encode("utf-8", "replace").decode()[:255] if "title" in cells else ""
    try:
        _refuse_broken(row, columns, cells)
        return _brief(cells, place)
    except (Unreadable, ValueError) as error:
        return Outcome(Kind.BROKEN, headline, (str(error),), place=place)


def _refuse_broken(row: Sequence[str], columns: Sequence[str], cells: dict[str, str]) -> None:
    if len(row) > len(columns):
        advice = "put texts that contain the separator into quotation marks"
        raise Unreadable(f"{len(row)} cells for {len(columns)} columns: {advice}")
    if any("\udc80" <= sign <= "\udcff" for cell in row for sign in cell):
        raise Unreadable("not UTF-8: save the table as UTF-8")
    if any("\0" in cell for cell in row):
        raise Unreadable("not a text: it contains NUL bytes")
    if not cells.get("title"):
        raise Unreadable("no title")


def _brief(cells: dict[str, str], place: str) -> OldBrief:
    said = {column: markup.CONTROL.sub("", cells.get(column, "")) for column in COLUMNS}
    body, notes = _body(said["body"], said["address"])
    topics = [name.strip() for name in said["topic"].split("|") if name.strip()]
    period = _period(said)
    return OldBrief(
        headline=_line(said["title"]),
        summary=_line(plain.text_of(said["summary"])),
        body=body,
        date=dates.stamp(said["date"]) if said["date"] else None,
        period=period,
        status=_status(said["status"]),
        status_reason=_line(said["status_reason"]),
        outlook_risk=_yes("outlook_risk", said),
        outlook_opportunity=_yes("outlook_opportunity", said),
        category=topics[0] if topics else "",
        more_categories=tuple(topics[1:]),
        photo=said["photo"],
        photo_credit=_line(said["photo_credit"]),
        photo_caption=_line(said["photo_caption"]),
        byline=_line(said["byline"]),
        source_name=_line(said["source_name"]),
        source_url=_address(said["source_url"]),
        address=_address(said["address"]),
        origin=said["id"] or said["address"],
        withheld=_withheld(said["visibility"]),
        place=place,
        notes=tuple(notes),
    )


def _body(text: str, base: str) -> tuple[tuple[Any, ...], list[str]]:
    if plain.TAG.search(text):
        return blocks.of_html(text, base, by_blank_lines=True)
    return plain.of_text(text), []


def _line(text: str) -> str:
    return " ".join(text.split())


def _period(said: dict[str, str]) -> Any:
    if said["period"]:
        try:
            found = dates.period(said["period"])
        except ValueError:
            found = None
        if found is None:
            raise Unreadable(
                f"“{said['period'][:80]}” is no period: give period_start and period_end instead"
            )
        return found
    first, last = said["period_start"], said["period_end"]
    if not first and not last:
        return None
    if not first or not last:
        raise Unreadable("a period needs its first and its last day")
    start, end = dates.stamp(first).date(), dates.stamp(last).date()
    if end < start:
        raise Unreadable("the period ends before it begins")
    return start, end


def _status(text: str) -> str:
    status = statuses.of_value(text) if text else ""
    if status is None:
        raise Unreadable(
            f"the status “{text[:80]}” is unknown: write improved, unchanged or worsened, or nothing"
        )
    return str(status)


def _yes(column: str, said: dict[str, str]) -> bool:
    value = said[column].casefold()
    if value not in YES | NO:
        raise Unreadable(f"“{value[:80]}” under {column}: write yes or no")
    return value in YES


def _address(text: str) -> str:
    if text and not plain.link(text):
        raise Unreadable(f"“{text[:80]}” is no address: it begins with https:// or http://")
    return text


def _withheld(text: str) -> str:
    """An unknown word is no leave to publish."""
    value = text.casefold()
    if value in PUBLIC:
        return ""
    if value not in WITHHELD:
        raise Unreadable(f"the visibility “{text[:80]}” is unknown: write public, draft or private")
    return WITHHELD[value]
