"""The kept counts of a broadcast: how many deliveries have which outcome, without counting a million rows."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from briefs_bot.models import counting

# Seconds after which the counts of a broadcast with waiting deliveries are taken again: whoever counted them
# last may have died.
COUNTS_LAST = 60


class KeptCountsQuerySet(models.QuerySet[Any]):
    def to_recount(self) -> Self:
        """Return those whose kept counts may differ from the deliveries."""
        old = timezone.now() - timedelta(seconds=COUNTS_LAST)
        waiting = Q(counts__has_any_keys=["pending", "sending"])
        return self.filter(Q(counted_at=None) | Q(waiting, counted_at__lt=old))

    def recount_later(self) -> None:
        """Leave the counting to the next tick or run."""
        self.update(counted_at=None)

    def take_counts(self) -> dict[int, counting.Counts]:
        """Count the deliveries, keep the counts, and return them without those of purged deliveries.

        The moment is written first: where somebody counts later, or asks for it meanwhile, these counts
        neither replace the newer ones nor count as the last.
        """
        keys, now = list(self.values_list("pk", flat=True)), timezone.now()
        all_rows = self.model._default_manager
        all_rows.filter(pk__in=keys).update(counted_at=now)
        counted = counting.count(keys)
        for key, purged in all_rows.filter(pk__in=keys).values_list("pk", "purged_counts"):
            mine = all_rows.filter(Q(counted_at=now) | Q(counted_at=None), pk=key)
            mine.update(counts=counting.added(counted.get(key, {}), purged))
        return {key: counting.Counts.read(counted.get(key)) for key in keys}

    def note_purged(self, rows: Iterable[tuple[int, str, str, int]]) -> None:
        """Keep the counts of deliveries that this transaction deletes; `counting.grouped` takes them."""
        counted = counting.grouped(rows)
        for row in self.select_for_update().filter(pk__in=counted).order_by("pk"):
            purged = counting.added(counted[row.pk], row.purged_counts)
            self.model._default_manager.filter(pk=row.pk).update(purged_counts=purged)
        # Somebody may count them at this moment.
        lately = timezone.now() - timedelta(seconds=COUNTS_LAST)
        self.filter(pk__in=counted, counted_at__gt=lately).recount_later()


class KeptCounts(models.Model):
    """The columns of a broadcast that hold its counts."""

    # The deliveries by status, as `counting.Counts` reads them, and when they were counted last; empty where
    # they have to be counted.
    counts = models.JSONField(null=True, default=dict, editable=False)
    counted_at = models.DateTimeField(null=True, editable=False)
    # Those of the deliveries that were deleted by their age, and when the last one was.
    purged_counts = models.JSONField(null=True, editable=False)
    purged_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def delivery_counts(self) -> counting.Counts:
        """The kept counts; up to a few seconds old while it is sent."""
        return counting.Counts.read(self.counts)

    @property
    def purged_deliveries(self) -> counting.Counts:
        """Those among the kept counts whose rows are deleted."""
        return counting.Counts.read(self.purged_counts)
