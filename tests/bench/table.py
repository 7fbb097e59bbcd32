"""A Markdown table with the figures to reach below it, printed and kept on the page of the documentation."""

from dataclasses import dataclass, field
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "explanation" / "performance.md"


@dataclass
class Table:
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        self.rows.append(tuple(_cell(cell) for cell in cells))

    def judge(self, goal: str, reached: bool) -> None:
        self.goals.append(f"- {goal}: **{'reached' if reached else 'not reached'}**")

    def __str__(self) -> str:
        ruler = ("---", *("---:" for _ in self.columns[1:]))
        lines = [f"| {' | '.join(row)} |" for row in (self.columns, ruler, *self.rows)]
        return "\n".join([*lines, *([""] if self.goals else []), *self.goals])


def keep(part: str, text: str) -> None:
    """Replaces what stands between the marks of this part; the words around it are a person's."""
    start, end = f"<!-- bench {part} -->\n", f"<!-- end {part} -->"
    before, _, rest = PAGE.read_text().partition(start)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{start}\n{text}\n\n{end}{after}")


def _cell(cell: object) -> str:
    if not isinstance(cell, float):
        return f"{cell:,}" if isinstance(cell, int) else str(cell)
    return f"{cell:,.0f}" if cell >= 100 else f"{cell:.1f}" if cell >= 10 else f"{cell:.2f}"
