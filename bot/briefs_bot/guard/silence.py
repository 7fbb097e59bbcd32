"""Judges whether this installation may send, from its database, Redis and its surroundings."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from briefs_bot.guard.records import Record
from briefs_bot.guard.surroundings import Surroundings
from briefs_bot.models import Delivery, Installation

# By the reason, which is one word for the log.
SENTENCES = {
    "moved": _(
        "This database sent its last messages from %(known)s, and here is %(here)s: it may be a copy."
    ),
    "other": _("Another installation, at %(known)s, sends for the same bot."),
    "older": _("This database is older than the last messages that were sent: it may be a restored backup."),
    "machine": _(
        "This database sent its last messages from the machine %(known)s, and here is %(here)s, with a Redis "
        "that does not know it: it may be a copy."
    ),
}


@dataclass(frozen=True)
class Silence:
    """The reason why nothing may be sent, a key of SENTENCES; `known` and `here` are what differs."""

    reason: str
    known: str = ""
    here: str = ""

    def __str__(self) -> str:
        return str(SENTENCES[self.reason]) % {"known": self.known, "here": self.here}


def judge(row: Installation | None, records: Sequence[Record], here: Surroundings) -> Silence | None:
    """Return why nothing may be sent; None where all fit together.

    `records` has to be read before `row`, as whoever changes both begins with the row.
    """
    if row is None:
        return _judge_first(records, here)
    if row.address != here.address:
        return Silence("moved", row.address, here.address)
    for record in records:
        if record.mark != str(row.mark):
            return Silence("other", record.address, here.address)
        if record.epoch > row.epoch:
            return Silence("older")
    # Redis was emptied, or is another one: then at least the machine has to be the same.
    if not records and row.machine != here.machine:
        return Silence("machine", row.machine, here.machine)
    return None


def _judge_first(records: Sequence[Record], here: Surroundings) -> Silence | None:
    """Judge a database that never sent. A new one in the place of another one may send."""
    for record in records:
        is_same_place = (record.address, record.machine) == (here.address, here.machine)
        if not is_same_place or Delivery.objects.exists():
            return Silence("other", record.address, here.address)
    return None
