"""What an import tells: one line for each brief under the name of its file, the totals, and a table."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left alone"
    DRAFT = "draft"
    SKIPPED = "skipped"
    BROKEN = "broken"
    # Of a file, not of a brief.
    NOTE = "note"


COLUMNS = ("file", "place", "outcome", "headline", "page", "notes")
# With these a spreadsheet would begin a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Outcome:
    kind: Kind
    headline: str = ""
    notes: tuple[str, ...] = ()
    pk: int | None = None
    place: str = ""

    def __str__(self) -> str:
        notes = "; ".join(self.notes)
        told = f"{self.headline} ({notes})" if self.headline and notes else self.headline or notes
        return f"  {self.kind:<10}  {self.place}{': ' if self.place else ''}{told}"


class Report:
    def __init__(self, out: Any, table: Any = None) -> None:
        self._out = out
        self._table = csv.writer(table) if table else None
        self._counts: Counter[Kind] = Counter()
        if self._table:
            self._table.writerow(COLUMNS)

    def add(self, path: object, outcomes: Iterable[Outcome]) -> None:
        self._write(str(path))
        for outcome in outcomes:
            self._counts[outcome.kind] += 1
            self._write(str(outcome))
            if self._table:
                self._table.writerow(_row(path, outcome))

    def close(self, unmapped: Counter[str]) -> None:
        kinds = [kind for kind in Kind if self._counts[kind] and kind is not Kind.NOTE]
        told = [f"{self._counts[kind]} {kind}" for kind in kinds]
        self._write(f"Totals: {', '.join(told) or 'nothing to import'}")
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
    # What a dry run would create has no number yet.
    page = str(outcome.pk) if outcome.pk and outcome.pk > 0 else ""
    cells = (str(path), outcome.place, outcome.kind, outcome.headline, page, "; ".join(outcome.notes))
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in map(_text, cells)]


def _text(line: str) -> str:
    # Names of files need not be text.
    return line.encode("utf-8", "backslashreplace").decode()
