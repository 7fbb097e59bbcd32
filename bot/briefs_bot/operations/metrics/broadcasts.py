"""Metrics of broadcasts and deliveries, from the counts that are kept on each broadcast."""

from collections import Counter
from collections.abc import Iterator

from briefs_bot import guard
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.models.counting import Counts
from briefs_bot.operations import queue
from briefs_bot.operations.metrics.families import Family, gauge
from briefs_bot.telegram import reasons

# Each other reason is counted as OTHER, so that their number stays small.
REASONS = {text for name, text in vars(reasons).items() if name.isupper() and isinstance(text, str)}
OTHER = "other"
STATES = ("addressing", "under_way", "paused", "paused_itself")
FIELDS = ("counts", "paused_at", "paused_itself", "addressed_at", "cancelled_at", "retracted_at")


def families() -> Iterator[Family]:
    """One pass over the broadcasts: thousands of rows, however many deliveries there are."""
    deliveries, reasons_given, states = Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    for broadcast in Broadcast.objects.filter(not_sent="").only(*FIELDS).order_by().iterator():
        counts = broadcast.delivery_counts
        deliveries.update(counts.by_status)
        reasons_given.update(dict(_reasons(counts)))
        states[_state(broadcast, counts)] += 1
    yield gauge(
        "briefs_deliveries",
        "Deliveries by status.",
        "status",
        rows=((s, deliveries[s]) for s in Delivery.Status.values),
    )
    yield gauge(
        "briefs_deliveries_by_reason",
        "Deliveries that have a reason.",
        "status",
        "reason",
        rows=((*key, number) for key, number in reasons_given.items()),
    )
    yield gauge(
        "briefs_broadcasts", "Broadcasts that are not over.", "state", rows=((s, states[s]) for s in STATES)
    )
    said = "1 where nothing is sent, as this may be a copy of another installation."
    yield gauge("briefs_silent", said, rows=[(int(guard.silence() is not None),)])
    yield from _queues()


def _reasons(counts: Counts) -> Iterator[tuple[tuple[str, str], int]]:
    for status, given in counts.reasons.items():
        known: Counter[str] = Counter()
        for reason, number in given.items():
            known[reason if reason in REASONS else OTHER] += number
        yield from (((status, reason), number) for reason, number in known.items())


def _state(broadcast: Broadcast, counts: Counts) -> str:
    if broadcast.cancelled_at or broadcast.retracted_at:
        return "over"
    if broadcast.paused_at:
        return "paused_itself" if broadcast.paused_itself else "paused"
    if broadcast.addressed_at is None:
        return "addressing"
    return "under_way" if counts.waiting else "over"


def _queues() -> Iterator[Family]:
    found = queue.queues()
    yield gauge(
        "briefs_queue_age_seconds",
        "How long the oldest message waits that could be sent now.",
        "bot",
        rows=((each.bot, each.seconds) for each in found),
    )
    yield gauge(
        "briefs_queue_in_hand",
        "1 where a worker has messages in hand.",
        "bot",
        rows=((each.bot, int(each.is_in_hand)) for each in found),
    )
