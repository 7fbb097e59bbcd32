"""The report of an import: one line for each brief under the name of its file, and the totals."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from briefs_app.importing.csv_report import CsvReport


class Kind(StrEnum):
    """The result of importing a brief, as the report prints it."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left alone"
    DRAFT = "draft"
    SKIPPED = "skipped"
    BROKEN = "broken"
    # About a file, not about a brief.
    NOTE = "note"


# On a terminal these would move, colour or delete text, or forge a line of the report.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Outcome:
    """The result of importing one brief, or of reading one file; its string is a line of the report."""

    kind: Kind
    headline: str = ""
    notes: tuple[str, ...] = ()
    pk: int | None = None
    place: str = ""

    def __str__(self) -> str:
        notes = "; ".join(self.notes)
        text = f"{self.headline} ({notes})" if self.headline and notes else self.headline or notes
        return f"  {self.kind:<10}  {self.place}{': ' if self.place else ''}{text}"


class Report:
    """Writes outcomes to `out`, and to a CSV file if one is given."""

    def __init__(self, out: Any, csv_report: CsvReport | None = None) -> None:
        self._out, self._csv_report = out, csv_report
        self._counts: Counter[Kind] = Counter()

    def add(self, path: object, outcomes: Iterable[Outcome]) -> None:
        """Write the outcomes of one file."""
        self._write(str(path))
        for outcome in outcomes:
            self._counts[outcome.kind] += 1
            self._write(str(outcome))
            if self._csv_report:
                self._csv_report.write(_row(path, outcome))

    def close(self, unmapped: Counter[str]) -> None:
        """Write the totals, and the categories that led to no topic."""
        kinds = [kind for kind in Kind if self._counts[kind] and kind is not Kind.NOTE]
        totals = [f"{self._counts[kind]} {kind}" for kind in kinds]
        self._write(f"Totals: {', '.join(totals) or 'nothing to import'}")
        if unmapped:
            self._write(
                "Without a topic here: " + ", ".join(f"“{name}” {n}" for name, n in unmapped.most_common())
            )

    @property
    def broken(self) -> int:
        return self._counts[Kind.BROKEN]

    def _write(self, line: str) -> None:
        self._out.write(_text(line))


def _row(path: object, outcome: Outcome) -> list[str]:
    # A page that a dry run would create has no id yet.
    page = str(outcome.pk) if outcome.pk and outcome.pk > 0 else ""
    cells = (str(path), outcome.place, outcome.kind, outcome.headline, page, "; ".join(outcome.notes))
    return [_text(cell) for cell in cells]


def _text(line: str) -> str:
    """Return a line that is safe to print on a terminal."""
    # A file name may contain bytes that are not text.
    text = line.encode("utf-8", "backslashreplace").decode()
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
