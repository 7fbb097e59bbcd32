"""Deliveries counted by status and reason, in the form that is kept on each broadcast."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from briefs_bot.models.delivery import Delivery

# The most frequent reasons that are kept for each status.
REASONS_KEPT = 20
REASONS = "reasons"


@dataclass(frozen=True)
class Counts:
    """Numbers of deliveries by status; of those that have a reason, also by reason."""

    by_status: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, kept: dict[str, Any] | None) -> "Counts":
        """Return what `Broadcast.counts` holds: `{status: n, "reasons": {status: {reason: n}}}`."""
        numbers = dict(kept or {})
        reasons = numbers.pop(REASONS, {})
        return cls(numbers, reasons)

    def __getitem__(self, status: Any) -> int:
        return self.by_status.get(str(status), 0)

    @property
    def total(self) -> int:
        return sum(self.by_status.values())

    @property
    def waiting(self) -> int:
        return self[Delivery.Status.PENDING] + self[Delivery.Status.SENDING]


def count(broadcasts: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return by broadcast what `Counts.read` reads; one query, answered by an index alone where possible."""
    rows = Delivery.objects.filter(broadcast__in=broadcasts).order_by()
    return grouped(rows.values_list("broadcast", "status", "reason").annotate(Count("pk")))


def grouped(rows: Iterable[tuple[int, str, str, int]]) -> dict[int, dict[str, Any]]:
    """Return by broadcast what `Counts.read` reads, from broadcasts, statuses, reasons and numbers."""
    counted: dict[int, dict[str, Any]] = defaultdict(dict)
    for key, status, reason, number in rows:
        kept = counted[key]
        kept[status] = kept.get(status, 0) + number
        if reason:
            reasons = kept.setdefault(REASONS, {}).setdefault(status, {})
            reasons[reason] = reasons.get(reason, 0) + number
    for kept in counted.values():
        for status, reasons in kept.get(REASONS, {}).items():
            most = sorted(reasons.items(), key=lambda each: -each[1])
            kept[REASONS][status] = dict(most[:REASONS_KEPT])
    return counted


def added(first: dict[str, Any], second: dict[str, Any] | None) -> dict[str, Any]:
    """Return the sums of two counts as `Counts.read` reads them."""
    rows = (*_rows(first), *_rows(second or {}))
    return grouped((0, *row) for row in rows).get(0, {})


def _rows(kept: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield statuses, reasons and numbers; the reason is empty for those whose reason was not kept."""
    counts = Counts.read(kept)
    for status, number in counts.by_status.items():
        reasons = counts.reasons.get(status, {})
        yield from ((status, reason, number) for reason, number in reasons.items())
        if others := number - sum(reasons.values()):
            yield status, "", others
