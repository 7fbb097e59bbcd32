"""Broadcasts and deliveries as the command `broadcast` shows them: as plain values, and as lines of text."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from briefs_bot.models import Broadcast, Delivery

# The uncertain deliveries of one broadcast that are shown.
UNCERTAIN_SHOWN = 20
MOMENTS = ("created_at", "not_before", "addressed_at", "paused_at", "cancelled_at", "retracted_at")
HEADINGS = ("ID", "OPENED", "KIND", "LANGUAGE", "DELIVERIES", "BRIEF")


def of(broadcast: Broadcast) -> dict[str, Any]:
    """Return its facts; moments are ISO 8601 in UTC, or None."""
    return {
        "id": broadcast.pk,
        "brief": broadcast.brief_id,
        "title": broadcast.title,
        "kind": broadcast.kind,
        "language": broadcast.language,
        "bot": broadcast.bot,
        "state": state(broadcast),
        "reason": broadcast.paused_reason if broadcast.paused_at else broadcast.not_sent,
        **{name: _moment(getattr(broadcast, name)) for name in MOMENTS},
        "deliveries": broadcast.delivery_counts.by_status,
        "reasons": broadcast.delivery_counts.reasons,
        "uncertain": [of_delivery(delivery) for delivery in uncertain(broadcast)],
    }


def of_delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.pk,
        "broadcast": delivery.broadcast_id,
        "chat": str(delivery.chat or "nobody"),
        "status": delivery.status,
        "reason": delivery.reason,
    }


def state(broadcast: Broadcast) -> str:
    """Return the state in one word: what stopped it last, or whether anything is still to be sent."""
    if broadcast.not_sent:
        return "not sent"
    for name in ("retracted", "cancelled", "paused"):
        if getattr(broadcast, f"{name}_at"):
            return name
    if broadcast.is_delayed:
        return "delayed"
    counts = broadcast.delivery_counts
    is_going = not broadcast.is_over and (counts.waiting or not broadcast.addressed_at)
    # A digest may tell of it after its own time.
    return "going" if is_going or counts[Delivery.Status.HELD] else "done"


def uncertain(broadcast: Broadcast) -> Sequence[Delivery]:
    if not broadcast.delivery_counts[Delivery.Status.UNCERTAIN]:
        return []
    rows = broadcast.deliveries.all().uncertain().select_related("chat").order_by("pk")
    return list(rows[:UNCERTAIN_SHOWN])


def table(broadcasts: Sequence[Broadcast]) -> Iterator[str]:
    """Yield aligned lines, below each broadcast its uncertain deliveries."""
    rows = [HEADINGS, *(_cells(broadcast) for broadcast in broadcasts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row, broadcast in zip(rows, (None, *broadcasts), strict=True):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for delivery in uncertain(broadcast) if broadcast else ():
            yield f"    delivery {delivery.pk} to {delivery.chat or 'nobody'}: {delivery.reason}"


def lines(facts: dict[str, Any], indent: str = "") -> Iterator[str]:
    """Yield aligned lines of names and values; what has several values has lines of its own."""
    known = {name: value for name, value in facts.items() if value not in (None, "", {}, [])}
    width = max((len(name) for name in known), default=0)
    for name, value in known.items():
        if isinstance(value, dict):
            yield f"{indent}{name}"
            yield from lines(value, f"{indent}    ")
        elif isinstance(value, list):
            yield f"{indent}{name}"
            yield from (f"{indent}    {row['id']}  {row['chat']}: {row['reason']}" for row in value)
        else:
            yield f"{indent}{name.ljust(width)}  {value}"


def _cells(broadcast: Broadcast) -> tuple[str, ...]:
    counts = broadcast.delivery_counts
    numbers = ", ".join(f"{status} {counts[status]}" for status in Delivery.Status.values if counts[status])
    said = state(broadcast)
    reason = f": {broadcast.paused_reason}" if said == "paused" else ""
    title = broadcast.title if said in ("going", "done") else f"{broadcast.title} [{said}{reason}]"
    opened = f"{broadcast.created_at:%Y-%m-%d %H:%M}"
    return (str(broadcast.pk), opened, broadcast.kind, broadcast.language, numbers or "-", title)


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
