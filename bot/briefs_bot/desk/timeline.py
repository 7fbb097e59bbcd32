"""The timeline of a broadcast: events, with their moment and their user."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs_bot.desk import actions, history
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.telegram import reasons

# What the log and the rows say within this time is the same event.
TOGETHER = timedelta(seconds=60)


@dataclass(frozen=True)
class Event:
    """A moment in the life of a broadcast; `broadcast` is another one, to which it links."""

    at: datetime
    said: str
    who: str = ""
    broadcast: Broadcast | None = None


def of(broadcast: Broadcast) -> list[Event]:
    """Return the events of a broadcast, the oldest first; five queries, whatever its size."""
    done, published = history.of(broadcast), history.of_page(broadcast)
    events = [
        *_done(done),
        *_rows(broadcast, done, published),
        *_messages(broadcast),
        *_corrections(broadcast),
    ]
    return sorted(events, key=lambda event: event.at)


def _done(entries: Iterable[Any]) -> Iterator[Event]:
    labels = {action.log_action: str(action.label) for action in actions.ACTIONS.values()}
    return (
        Event(entry.timestamp, labels[entry.action], _who(entry))
        for entry in entries
        if entry.action in labels
    )


def _rows(broadcast: Broadcast, done: list[Any], published: list[Any]) -> Iterator[Event]:
    """Yield what the broadcast's own fields tell, unless the log told it."""
    yield Event(broadcast.created_at, _("Opened"), _by(published, broadcast.created_at, "publish"))
    if broadcast.addressed_at:
        yield Event(broadcast.addressed_at, _("Addressed"))
    if edits := broadcast.revision - 1 - bool(broadcast.retracted_at):
        yield from _edited(broadcast, edits, published)
    if (at := broadcast.paused_at) and not _is_told(done, at, "pause"):
        yield Event(at, f"{_('Paused')}. {reasons.shown(broadcast.paused_reason)}")
    if (at := broadcast.cancelled_at) and not _is_told(done, at, "cancel"):
        yield Event(at, _("Cancelled"))
    if at := broadcast.retracted_at:
        yield Event(at, _("Withdrawn"), _by(published, at, "unpublish", "delete", "move"))


def _edited(broadcast: Broadcast, edits: int, published: list[Any]) -> Iterator[Event]:
    """Yield the last edit of the messages; only their number is known of the earlier ones."""
    at = broadcast.amend_after if not broadcast.retracted_at else None
    said = ngettext("Messages changed after %(count)s edit", "Messages changed after %(count)s edits", edits)
    if at:
        yield Event(at, said % {"count": edits}, _by(published, at, "publish"))


def _messages(broadcast: Broadcast) -> Iterator[Event]:
    sent = broadcast.deliveries.filter(status=Delivery.Status.SENT)
    times = sent.order_by().aggregate(first=Min("settled_at"), last=Max("settled_at"))
    if times["first"]:
        yield Event(times["first"], _("First message"))
    if times["last"] and times["last"] != times["first"]:
        yield Event(times["last"], _("Last message"))


def _corrections(broadcast: Broadcast) -> Iterator[Event]:
    if broadcast.brief_key is None:
        return
    same = Broadcast.objects.filter(brief_key=broadcast.brief_key, language=broadcast.language)
    for other in same.exclude(pk=broadcast.pk).order_by("pk")[: history.LIMIT]:
        is_correction = other.kind == Broadcast.Kind.CORRECTION
        said = _("Correction: %s") % other.note if is_correction else _("New brief")
        yield Event(other.created_at, said, broadcast=other)


def _by(entries: Iterable[Any], at: datetime, *actions: str) -> str:
    """Return who did one of the actions at about this moment, by the log."""
    return next((_who(entry) for entry in entries if _is(entry, at, actions)), "")


def _is_told(entries: Iterable[Any], at: datetime, action: str) -> bool:
    return any(_is(entry, at, (action,)) for entry in entries)


def _is(entry: Any, at: datetime, actions: tuple[str, ...]) -> bool:
    return entry.action.rpartition(".")[2] in actions and abs(entry.timestamp - at) < TOGETHER


def _who(entry: Any) -> str:
    """Return the name of the user; nothing where a program did it."""
    return str(entry.user_display_name) if entry.user_id else ""
