"""Parse the plain text of an old page; nothing here reads files or the database."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from briefs_app.importing.errors import NotABrief
from briefs_app.importing.lines import MAIN, SIMILAR, TRENDS, Line, is_same_headline, sections
from briefs_app.importing.old_brief import OldBrief

# A brief has at least one of these; another page has only headline and text.
BRIEF_FIELDS = {"date", "period", "status", "sentence"}
# Inside the text, these begin another brief.
STARTING_FIELDS = {"date", "period", "status"}
MAX_CATEGORY, MAX_HEADLINE, MAX_PARAGRAPHS = 80, 255, 2000


def parse(text: str) -> OldBrief:
    """Return the brief with its similar articles; NotABrief if the text is something else."""
    parts = sections(text)
    if not any(parts.values()):
        raise NotABrief("there is nothing in it")
    lines = parts[MAIN]
    brief, body = _article(lines)
    _refuse_other_pages(brief, lines, body)
    passed_over = [f"passed over under “Recent trends”: {len(parts[TRENDS])} lines"] if parts[TRENDS] else []
    similar = tuple(_article(article)[0] for article in _articles(parts[SIMILAR]))
    most = max(len(article.paragraphs) for article in (brief, *similar))
    if most > MAX_PARAGRAPHS:
        raise NotABrief(f"{most} paragraphs are more than a brief has")
    return replace(brief, similar=similar, notes=(*brief.notes, *passed_over))


def _refuse_other_pages(brief: OldBrief, lines: Sequence[Line], body: int) -> None:
    """Raise NotABrief for a listing, several briefs in one file, or a page that is not a brief."""
    head, text = lines[:body], lines[body:]
    if not brief.headline:
        raise NotABrief("it has no headline")
    second = next((line.text for line in text if _field(line) in STARTING_FIELDS), None)
    if second:
        raise NotABrief(f"a listing, or several briefs in one file: “{second}” stands within the text")
    if any(_field(line) == "sentence" and _is_repeated(lines, body + at - 1) for at, line in enumerate(text)):
        raise NotABrief("several briefs in one file: save each in a file of its own")
    if not any(_field(line) in BRIEF_FIELDS for line in head):
        raise NotABrief("no brief: it has neither date nor period nor status")
    if not text:
        raise NotABrief("it has no text under its headline")


def _article(lines: Sequence[Line]) -> tuple[OldBrief, int]:
    """Return the article, and the index of the first line of its text."""
    first = _after_metadata(lines, 0)
    if first == len(lines):
        return _with_metadata(OldBrief(""), lines), first
    at = _headline_at(lines, first)
    headline = lines[at].text
    body = at + 1
    while body < len(lines) and (lines[body].metadata or is_same_headline(lines[body].text, headline)):
        body += 1
    brief = OldBrief(
        headline,
        paragraphs=tuple(line.text for line in lines[body:]),
        category=lines[first].text if at > first else "",
    )
    return _with_metadata(brief, lines[:body]), body


def _with_metadata(brief: OldBrief, head: Sequence[Line]) -> OldBrief:
    """Return the brief with the first value of each field."""
    found = [line.metadata for line in head if line.metadata]
    values: dict[str, Any] = {}
    for metadata in found:
        if metadata.value:
            values.setdefault(metadata.field, metadata.value)
    return replace(
        brief,
        date=values.get("date"),
        period=values.get("period"),
        status=str(values.get("status") or values.get("sentence") or ""),
        category=values.get("category") or brief.category,
        photo_credit=values.get("credit", ""),
        notes=tuple(metadata.note for metadata in found if metadata.note),
    )


def _headline_at(lines: Sequence[Line], first: int) -> int:
    """Return the index of the headline: the first line of prose, or the second if the first is a category."""
    if _is_repeated(lines, first):
        return first
    second = first + 1
    if _is_repeated(lines, second):
        return second
    if _is_before_metadata(lines, first) or not _may_be_category(lines, first):
        return first
    in_period = any(_field(line) == "period" for line in lines[:first])
    return second if _is_before_metadata(lines, second) or (in_period and len(lines) > second + 1) else first


def _may_be_category(lines: Sequence[Line], at: int) -> bool:
    """Return whether the line looks like a category and the next one like a headline."""
    if at + 1 >= len(lines) or lines[at + 1].metadata:
        return False
    name, headline = lines[at].text, lines[at + 1].text
    ends = (name[-1] in ".!?…", headline[-1] in ".…")
    return len(name) <= MAX_CATEGORY and len(headline) <= MAX_HEADLINE and not any(ends)


def _is_before_metadata(lines: Sequence[Line], at: int) -> bool:
    """Return whether the next line is metadata."""
    return at + 1 < len(lines) and lines[at + 1].metadata is not None


def _is_repeated(lines: Sequence[Line], at: int) -> bool:
    """Return whether the line is repeated after its metadata, as headlines are on newer pages."""
    if at >= len(lines) or lines[at].metadata:
        return False
    again = _after_metadata(lines, at + 1)
    return again < len(lines) and is_same_headline(lines[again].text, lines[at].text)


def _articles(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Return the lines of each similar article."""
    return [lines[start:end] for start, end in pairwise([*_starts(lines), len(lines)])]


def _starts(lines: Sequence[Line]) -> list[int]:
    """Return the indexes at which similar articles start."""
    starts = [0] if lines else []
    at = 0
    while at < len(lines):
        end = _after_metadata(lines, at)
        start = _start_of(lines, at, end)
        if start is not None and start > starts[-1] and not _is_head(lines, starts[-1], start):
            starts.append(start)
        at = max(end, at + 1)
    return starts


def _is_head(lines: Sequence[Line], begun: int, start: int) -> bool:
    """Return whether the lines from `begun` to `start` are period and category of the same article."""
    if lines[begun].metadata:
        return start - begun <= 2
    return begun == 0 and start == 1 and _may_be_category(lines, 0)


def _start_of(lines: Sequence[Line], at: int, end: int) -> int | None:
    """Return where the article with the metadata from `at` to `end` starts; None if none starts there."""
    fields = {_field(line) for line in lines[at:end]}
    if fields == {"period"}:
        return at
    if fields & {"date", "status"} or (fields and at and _is_repeated(lines, at - 1)):
        return at - 1
    return None


def _after_metadata(lines: Sequence[Line], at: int) -> int:
    """Return the index of the next line that is prose."""
    while at < len(lines) and lines[at].metadata:
        at += 1
    return at


def _field(line: Line) -> str:
    """Return the field of a metadata line; empty for prose."""
    return line.metadata.field if line.metadata else ""
