"""The outcome of a broadcast in one sentence, the same in every admin view."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs_bot import guard
from briefs_bot.conf import settings
from briefs_bot.desk import failures
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.models.counting import Counts

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


@dataclass(frozen=True)
class Outcome:
    """The timestamps of a broadcast, and the kept counts of its deliveries."""

    pk: int
    bot: int | None
    not_sent: str
    created_at: datetime
    not_before: datetime | None
    addressed_at: datetime | None
    paused_at: datetime | None
    cancelled_at: datetime | None
    retracted_at: datetime | None
    counts: Counts

    def __str__(self) -> str:
        if self.not_sent:
            return str(Broadcast.NotSent(self.not_sent).label)
        if self._goes_on and guard.silence():
            return _("Held: this installation sends nothing, as it may be a copy")
        if not self.counts.total:
            return self._unaddressed()
        return self._sending() if self._goes_on else self._at_rest()

    @property
    def is_under_way(self) -> bool:
        """True while the sentence changes without anybody's doing."""
        return self._goes_on or bool(self.counts[Status.SENDING])

    @property
    def _goes_on(self) -> bool:
        is_held = self.paused_at or self.cancelled_at or self.retracted_at or self.not_sent
        if is_held or self.bot is None or self._is_late:
            return False
        return bool(self.counts.waiting or self.addressed_at is None)

    @property
    def _is_late(self) -> bool:
        return timezone.now() > self.created_at + timedelta(hours=settings.HORIZON)

    def _unaddressed(self) -> str:
        if self.retracted_at:
            return _("Withdrawn before it was sent")
        if self.cancelled_at:
            return _("Cancelled before it was sent")
        if self.bot is None:
            return _("Not sent: the site had no bot") if self._is_late else _("Waits: the site has no bot")
        if self.paused_at:
            return _("Paused before it was sent")
        if self.not_before and self.not_before > timezone.now():
            return _("Sent at %(time)s, in %(minutes)s") % {
                "time": date_format(timezone.localtime(self.not_before), "TIME_FORMAT"),
                "minutes": timeuntil(self.not_before),
            }
        return _("Sent to nobody: no chat follows it") if self.addressed_at else _("Waits to be sent")

    def _sending(self) -> str:
        said = _("Sending: %(sent)s of %(total)s…") % self._numbers
        missed = ", ".join(failures.named(self.counts))
        return f"{said} ({missed})" if missed else said

    def _at_rest(self) -> str:
        waiting = self.counts.waiting
        others = [_("%(count)s waiting") % {"count": waiting}] if waiting else []
        others += failures.named(self.counts)
        said = f"{self._reached()}: {', '.join(others)}" if others else self._reached()
        if self.retracted_at or not (self.cancelled_at or self.paused_at):
            return said
        return (_("Cancelled. %s") if self.cancelled_at else _("Paused. %s")) % said

    def _reached(self) -> str:
        sent, total = self.counts[Status.SENT], self.counts.total
        if not sent and self.counts[Status.HELD]:
            said = ngettext("Not yet sent to %(total)s chat", "Reached none of %(total)s chats so far", total)
        elif not sent:
            said = ngettext("Did not reach %(total)s chat", "Reached none of %(total)s chats", total)
        elif self.retracted_at:
            said = ngettext("Withdrawn from %(sent)s chat", "Withdrawn from %(sent)s chats", sent)
        elif sent == total:
            said = ngettext("Reached %(total)s chat", "Reached all %(total)s chats", total)
        else:
            said = ngettext(
                "Reached %(sent)s of %(total)s chat", "Reached %(sent)s of %(total)s chats", total
            )
        return said % self._numbers

    @property
    def _numbers(self) -> dict[str, int]:
        return {"sent": self.counts[Status.SENT], "total": self.counts.total}


def of_broadcast(row: Broadcast) -> Outcome:
    return Outcome(**{name: getattr(row, name) for name in FACTS}, counts=row.delivery_counts)


def with_outcome(briefs: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate what `of_brief` needs; no delivery is read."""
    opened = Broadcast.objects.filter(brief_id=OuterRef("pk"), kind=Broadcast.Kind.NEW).order_by("-pk")
    return briefs.annotate(
        **{f"told_{name}": Subquery(opened.values(name)[:1]) for name in (*FACTS, "counts")},
    )


def of_brief(brief: Any) -> Outcome | None:
    """Return the outcome of its newest broadcast, if it has one; `brief` comes from `with_outcome`."""
    if not brief.told_pk:
        return None
    facts = {name: getattr(brief, f"told_{name}") for name in FACTS}
    return Outcome(**facts, counts=Counts.read(brief.told_counts))
