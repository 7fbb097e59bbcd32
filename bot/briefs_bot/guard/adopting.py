"""Takes over: this installation sends from now on, and what was pending waits for a person."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from briefs_bot.guard import records, surroundings
from briefs_bot.guard.asking import memory, silence
from briefs_bot.models import Broadcast, Installation
from briefs_bot.telegram import reasons

logger = logging.getLogger(__name__)


def adopt() -> list[Broadcast]:
    """Let this installation send, and silence another one with the same bots by the same Redis.

    Pause what was pending, as it may have been sent meanwhile; return it. Raise a LookupError that says why
    nothing was changed.
    """
    memory.forget()
    if silence() is None:
        raise LookupError(_("Nothing keeps this installation from sending: nothing was changed."))
    numbers, here = surroundings.bot_numbers(), surroundings.here()
    try:
        newest = max((record.epoch for record in records.read(numbers)), default=0)
        with transaction.atomic():
            held = Broadcast.objects.hold_pending(reasons.TAKEN_OVER)
            row = Installation.objects.adopt(here.address, here.machine, newest)
        records.write(numbers, records.Record.of(row), replace=True)
    except RedisError as error:
        raise LookupError(_("Redis does not answer. Try again when it does.")) from error
    memory.forget()
    logger.warning("installation_adopted address=%r broadcasts_held=%s", here.address, len(held))
    return held
