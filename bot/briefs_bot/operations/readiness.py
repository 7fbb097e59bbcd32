"""Examines what sending needs at every moment: the database, Redis, who sends, a queue that moves."""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from briefs_bot import guard
from briefs_bot.operations import health, queue, runner
from briefs_bot.operations.diagnosis import Diagnosis, error, examine, ok, warning
from briefs_bot.operations.troubles import STANDSTILL


def readiness() -> list[Diagnosis]:
    """Return how everything is, within a few seconds also where Redis hangs."""
    return examine([database, redis, tick, installation, messages])


def database() -> Iterator[Diagnosis]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield ok("database", _("The database answers."))


def redis() -> Iterator[Diagnosis]:
    health.ping()
    yield ok("redis", _("Redis answers."))


def tick() -> Iterator[Diagnosis]:
    """Tell whether beat queues tasks and a worker takes them, which it may fail to do though it lives.

    On a host without Celery, tell whether `send_due` runs.
    """
    seconds, its = health.seconds_since_tick(), runner.of_this_host()
    if seconds is None:
        yield error("tick", str(its.never), str(its.advice))
    elif seconds > STANDSTILL:
        yield error("tick", _("The last tick was %(n)d seconds ago.") % {"n": seconds}, str(its.advice))
    else:
        yield ok("tick", its.ran % {"n": seconds})


def installation() -> Iterator[Diagnosis]:
    """Tell whether this may be a copy, which sends nothing."""
    if why := guard.silence():
        advice = _("If no other installation sends for these bots, run “manage.py broadcast adopt”.")
        yield error("installation", _("%(reason)s Nothing is sent.") % {"reason": why}, advice)
    else:
        yield ok("installation", _("This installation may send."))


def messages() -> Iterator[Diagnosis]:
    if guard.silence():
        return  # that is why they wait
    for each in queue.queues():
        found = _("The oldest message of bot %(bot)s that is due waits for %(n)d seconds")
        said = found % {"bot": each.bot, "n": each.seconds}
        if not each.seconds:
            yield ok("queue", _("No message of bot %(bot)s waits.") % {"bot": each.bot})
        elif each.seconds <= STANDSTILL:
            yield ok("queue", f"{said}.")
        elif each.is_in_hand:
            yield ok("queue", _("%(waits)s; others are being sent.") % {"waits": said})
        elif cause := health.hold(each.bot):
            advice = _("Nothing, if it ends by itself. See telegram_doctor, and circuit_tripped in the log.")
            yield warning("queue", _("%(waits)s; held: %(why)s.") % {"waits": said, "why": cause}, advice)
        else:
            advice = str(runner.of_this_host().advice)
            yield error("queue", _("%(waits)s, and nothing sends it.") % {"waits": said}, advice)
