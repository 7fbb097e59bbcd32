"""What an import tells: one line for each brief under the name of its file, and the totals."""

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


@dataclass(frozen=True)
class Outcome:
    kind: Kind
    headline: str = ""
    notes: tuple[str, ...] = ()
    pk: int | None = None

    def __str__(self) -> str:
        notes = "; ".join(self.notes)
        told = f"{self.headline} ({notes})" if self.headline and notes else self.headline or notes
        return f"  {self.kind:<10}  {told}"


class Report:
    def __init__(self, out: Any) -> None:
        self._out = out
        self._counts: Counter[Kind] = Counter()

    def add(self, path: object, outcomes: Iterable[Outcome]) -> None:
        self._write(str(path))
        for outcome in outcomes:
            self._counts[outcome.kind] += 1
            self._write(str(outcome))

    def close(self) -> None:
        told = [f"{self._counts[kind]} {kind}" for kind in Kind if self._counts[kind]]
        self._write(f"Totals: {', '.join(told) or 'nothing to import'}")

    @property
    def broken(self) -> int:
        return self._counts[Kind.BROKEN]

    def _write(self, line: str) -> None:
        # Names of files need not be text.
        self._out.write(line.encode("utf-8", "backslashreplace").decode())
