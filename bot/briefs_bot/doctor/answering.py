"""Examines whether a process answers people: `run_bot` counts up in the database as long as it lives."""

from collections.abc import Iterator
from time import sleep

from django.utils.translation import gettext as _

from briefs_bot import bots
from briefs_bot.models import BotLease
from briefs_bot.operations.diagnosis import Diagnosis, error, ok
from briefs_bot.updates.lease import RENEW_EVERY

# Seconds within which a process that lives has counted once more.
PATIENCE = RENEW_EVERY + 1.0


def examine() -> Iterator[Diagnosis]:
    known = bots.configured()
    before = _beats()
    if before:
        sleep(PATIENCE)
    after = _beats()
    for bot in known:
        if after.get(bot.number, 0) > before.get(bot.number, 0):
            yield ok("run_bot", _("A process answers for the bot of %(site)s.") % {"site": bot.site})
        else:
            found = _("No process answers people for the bot of %(site)s.") % {"site": bot.site}
            yield error("run_bot", found, _("Start “manage.py run_bot”, for another site with --site."))


def _beats() -> dict[int, int]:
    """Return the counts by bot; of those that somebody answers for."""
    held = BotLease.objects.exclude(holder="")
    return dict(held.values_list("bot", "beats"))
