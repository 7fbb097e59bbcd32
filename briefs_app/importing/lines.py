"""Split the text of an old page into sections of lines, each with its metadata."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefs_app.importing import statuses
from briefs_app.importing.line_kinds import Metadata, read

MAIN, SIMILAR, TRENDS = "main", "similar articles", "recent trends"
SECTIONS = {
    "similar articles": SIMILAR,
    "похожие статьи": SIMILAR,
    "похожие материалы": SIMILAR,
    "падобныя артыкулы": SIMILAR,
    "recent trends": TRENDS,
    "последние тренды": TRENDS,
    "апошнія трэнды": TRENDS,
}
# Remains of comments in the old template, such as "header -->".
TEMPLATE_COMMENT = re.compile(r"<!--[^<>]{0,60}(?:-->)?|[\w ./#-]{0,40}-->")
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
VARIANTS = {"-": "‐‑‒–—―−", "'": "’‘`´", '"': "“”„«»"}
TYPOGRAPHY = {ord(variant): plain for plain, variants in VARIANTS.items() for variant in variants}


@dataclass(frozen=True)
class Line:
    """One line of an old page; `metadata` is None for prose."""

    text: str
    metadata: Metadata | None = None


def sections(text: str) -> dict[str, list[Line]]:
    """Return the lines of each section, without the remains of the old template."""
    found: dict[str, list[Line]] = {MAIN: [], SIMILAR: [], TRENDS: []}
    current = MAIN
    for line in _join_labels(_clean(text)):
        heading = SECTIONS.get(line[:40].casefold().rstrip(": "))
        if heading:
            current = heading
        else:
            found[current].append(Line(line, read(line)))
    return found


def is_same_headline(one: str, other: str) -> bool:
    """Return whether two headlines differ in case, dashes or quotation marks only."""
    return normalized(one) == normalized(other)


def normalized(headline: str) -> str:
    """Return a headline without differences of case, dashes and quotation marks."""
    return headline.translate(TYPOGRAPHY).casefold()


def _clean(text: str) -> Iterator[str]:
    for line in text.splitlines():
        line = " ".join(INVISIBLE.sub("", line).split())
        if line and not TEMPLATE_COMMENT.fullmatch(line):
            yield line


def _join_labels(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines, with a status label joined to its value on the next line."""
    label = ""
    for line in lines:
        if label:
            yield from [f"{label} {line}"] if statuses.of_value(line) else [label, line]
            label = ""
        elif _is_empty_status(line):
            label = line
        else:
            yield line
    if label:
        yield label


def _is_empty_status(line: str) -> bool:
    """Return whether the line is a status label without value."""
    metadata = read(line) if line.endswith(":") else None
    return metadata is not None and metadata.field == "status"
