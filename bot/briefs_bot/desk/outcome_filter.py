"""The filter of briefs by what became of their broadcasts."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from briefs_bot.conf import settings
from briefs_bot.models import Broadcast, Delivery

Status: Any = Delivery.Status

# A status without deliveries is not among the kept counts.
WAITING = Q(counts__has_any_keys=[Status.PENDING.value, Status.SENDING.value])
UNCERTAIN = Q(counts__has_key=Status.UNCERTAIN.value)
SENT = Q(counts__has_key=Status.SENT.value)
LOST = (Status.GONE, Status.REJECTED, Status.EXPIRED, Status.CANCELLED)
FAILED = Q(counts__has_any_keys=[status.value for status in LOST])
IN_FORCE = Q(paused_at=None, cancelled_at=None, retracted_at=None, not_sent="")

OUTCOMES = {
    "sending": (_("Being sent"), IN_FORCE & ~Q(bot=None) & (WAITING | Q(addressed_at=None))),
    "reached": (_("Reached everybody"), Q(retracted_at=None) & SENT & ~WAITING & ~UNCERTAIN & ~FAILED),
    "missed": (_("Did not reach everybody"), Q(retracted_at=None) & FAILED),
    "uncertain": (_("Uncertain"), UNCERTAIN),
    "paused": (_("Paused"), ~Q(paused_at=None) & Q(cancelled_at=None, retracted_at=None)),
    "cancelled": (_("Cancelled"), ~Q(cancelled_at=None) & Q(retracted_at=None)),
    "withdrawn": (_("Withdrawn"), ~Q(retracted_at=None)),
    "not_sent": (_("Not sent"), ~Q(not_sent="")),
}


class OutcomeFilter(ChoiceFilter):
    """Keeps the briefs whose broadcast has an outcome, by the kept counts."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Telegram"), choices=[(name, label) for name, (label, _q) in OUTCOMES.items()]
        )

    def filter(self, briefs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return briefs
        broadcasts = Broadcast.objects.filter(OUTCOMES[value][1], kind=Broadcast.Kind.NEW)
        if value == "sending":
            horizon = timezone.now() - timedelta(hours=settings.HORIZON)
            broadcasts = broadcasts.filter(created_at__gt=horizon)
        return briefs.filter(pk__in=broadcasts.order_by().values("brief_id"))
