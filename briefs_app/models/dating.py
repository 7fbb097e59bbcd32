"""No brief that readers see is dated ahead: it would head every list until that day."""

from datetime import datetime

from django.utils import timezone


def lies_ahead(moment: datetime) -> bool:
    now = timezone.now()
    if timezone.is_naive(moment) and timezone.is_aware(now):
        moment = timezone.make_aware(moment)
    return moment > now


def of_publication(first_published_at: datetime | None) -> datetime:
    """Return the date of a brief that was given none, or one that lies ahead."""
    if first_published_at and not lies_ahead(first_published_at):
        return first_published_at
    return timezone.now()
