"""The one question that all sending asks first: may this installation send?"""

import logging
from dataclasses import dataclass
from functools import partial
from time import monotonic

from django.db import transaction
from redis.exceptions import RedisError

from briefs_bot.guard import records, surroundings
from briefs_bot.guard.silence import Silence, judge
from briefs_bot.models import Installation

logger = logging.getLogger(__name__)

# Seconds for which an answer holds in one process.
HOLDS = 5.0


@dataclass
class Memory:
    """The last answer in this process; `until` is 0 where nothing was asked yet."""

    answer: Silence | None = None
    until: float = 0.0

    @property
    def holds(self) -> bool:
        return monotonic() < self.until

    def keep(self, answer: Silence | None) -> None:
        """Keep it for a while; the log says when it becomes another one."""
        if answer and answer != self.answer:
            said = "installation_silent reason=%s known=%r here=%r"
            logger.warning(said, answer.reason, answer.known, answer.here)
        elif self.answer and answer is None:
            logger.warning("installation_speaks")
        self.answer, self.until = answer, monotonic() + HOLDS

    def forget(self) -> None:
        self.answer, self.until = None, 0.0


memory = Memory()


def silence() -> Silence | None:
    """Return why this installation may not send anything to anybody; None where it may."""
    if not memory.holds:
        memory.keep(_ask())
    return memory.answer


def renew() -> bool:
    """Record in the database, then in Redis, that messages are about to be sent. Return whether they may."""
    memory.keep(_ask())
    if memory.answer:
        return False
    here = surroundings.here()
    row, is_new = Installation.objects.advance(here.address, here.machine)
    # Not before the commit: were it undone, Redis would know a newer database than there is.
    transaction.on_commit(partial(_tell_redis, records.Record.of(row), is_new), robust=True)
    return True


def _ask() -> Silence | None:
    numbers = surroundings.bot_numbers()
    if not numbers:
        return None
    try:
        found = records.read(numbers)
    except RedisError:
        logger.warning("redis_unavailable effect=installation_not_compared")
        if memory.until:
            return memory.answer
        found = []
    return judge(Installation.objects.known(), found, surroundings.here())


def _tell_redis(record: records.Record, is_new: bool) -> None:
    try:
        records.write(surroundings.bot_numbers(), record, replace=is_new)
    except RedisError:
        logger.warning("redis_unavailable effect=installation_not_recorded")
