"""The outcome of a broadcast in one sentence, the same in every admin view."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs_bot.conf import settings
from briefs_bot.models import Broadcast, Delivery

Status: Any = Delivery.Status
FACTS = (
    "pk",
    "bot",
    "not_sent",
    "created_at",
    "not_before",
    "addressed_at",
    "paused_at",
    "cancelled_at",
    "retracted_at",
)
FAILED = (Status.GONE, Status.REJECTED, Status.EXPIRED, Status.CANCELLED)


@dataclass(frozen=True)
class Outcome:
    """The timestamps of a broadcast, and the number of deliveries in each status."""

    pk: int
    bot: int | None
    not_sent: str
    created_at: datetime
    not_before: datetime | None
    addressed_at: datetime | None
    paused_at: datetime | None
    cancelled_at: datetime | None
    retracted_at: datetime | None
    counts: dict[str, int]

    def __str__(self) -> str:
        if self.not_sent:
            return str(Broadcast.NotSent(self.not_sent).label)
        return self._unaddressed() if not any(self.counts.values()) else self._addressed()

    def _unaddressed(self) -> str:
        if self.retracted_at:
            return _("Withdrawn before it was sent")
        if self.cancelled_at:
            return _("Cancelled before it was sent")
        if self.bot is None:
            is_over = timezone.now() > self.created_at + timedelta(hours=settings.HORIZON)
            return _("Not sent: the site had no bot") if is_over else _("Waits: the site has no bot")
        if self.paused_at:
            return _("Paused before it was sent")
        if self.not_before and self.not_before > timezone.now():
            return _("Sent at %(time)s, in %(minutes)s") % {
                "time": date_format(timezone.localtime(self.not_before), "TIME_FORMAT"),
                "minutes": timeuntil(self.not_before),
            }
        return _("Sent to nobody: no chat follows it") if self.addressed_at else _("Waits for a worker")

    def _addressed(self) -> str:
        said = ", ".join([self._reached(), *self._others()])
        if self.retracted_at or not (self.cancelled_at or self.paused_at):
            return said
        return (_("Cancelled: %s") if self.cancelled_at else _("Paused: %s")) % said

    def _reached(self) -> str:
        sent = self.counts[Status.SENT]
        if not sent:
            return _("Reached nobody")
        if self.retracted_at:
            said = ngettext("Withdrawn from %(chats)s chat", "Withdrawn from %(chats)s chats", sent)
        else:
            said = ngettext("Sent to %(chats)s chat", "Sent to %(chats)s chats", sent)
        return said % {"chats": sent}

    def _others(self) -> list[str]:
        waiting = self.counts[Status.PENDING] + self.counts[Status.SENDING]
        failed = {Status(status).label: self.counts[status] for status in FAILED if self.counts[status]}
        reasons = ", ".join(f"{label}: {count}" for label, count in failed.items())
        not_reached = _("%(count)s not reached (%(reasons)s)")
        return [
            *([_("%(count)s waiting") % {"count": waiting}] if waiting else []),
            *([_("%(count)s uncertain") % {"count": n}] if (n := self.counts[Status.UNCERTAIN]) else []),
            *([not_reached % {"count": sum(failed.values()), "reasons": reasons}] if failed else []),
        ]


class Spaced(Func):
    """Texts joined by spaces. Django's Concat nests, which is too deep for SQLite's parser."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "

    def as_mysql(self, compiler: Any, connection: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="CONCAT_WS(' ', %(expressions)s)", arg_joiner=", "
        )


def of_broadcast(row: Any) -> Outcome:
    """Return the outcome of a Broadcast that comes from `with_counts`."""
    counts = {status: getattr(row, f"n_{status}") for status in Status.values}
    return Outcome(**{name: getattr(row, name) for name in FACTS}, counts=counts)


def with_outcome(briefs: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate what `of_brief` needs: all counts in one column, so that the deliveries are read once."""
    opened = Broadcast.objects.filter(brief_id=OuterRef("pk"), kind=Broadcast.Kind.NEW)
    its = Delivery.objects.filter(broadcast__brief_id=OuterRef("pk"), broadcast__kind=Broadcast.Kind.NEW)
    parts = [Cast(Count("pk", filter=Q(status=status)), CharField()) for status in Status.values]
    counted = its.order_by().values("broadcast").annotate(n=Spaced(*parts, output_field=CharField()))
    return briefs.annotate(
        told_counts=Subquery(counted.values("n")[:1]),
        **{f"told_{name}": Subquery(opened.values(name)[:1]) for name in FACTS},
    )


def of_brief(brief: Any) -> Outcome | None:
    """Return the outcome of its first broadcast, if it has one; `brief` comes from `with_outcome`."""
    if not brief.told_pk:
        return None
    numbers = [int(number) for number in (brief.told_counts or "").split()] or [0] * len(Status.values)
    counts = dict(zip(Status.values, numbers, strict=True))
    return Outcome(**{name: getattr(brief, f"told_{name}") for name in FACTS}, counts=counts)
