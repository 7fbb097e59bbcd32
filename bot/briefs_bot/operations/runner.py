"""The process that does the due work on this host, by BRIEFS_TELEGRAM_QUEUE, as people are told of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from briefs_bot.conf import settings


@dataclass(frozen=True)
class Runner:
    """Translatable sentences: that it never ran, that it runs, that it stands still, and how to start it.

    `stopped` is told to administrators, `subject` in a few words; `cause` in English, by a health check.
    """

    never: Any
    ran: Any
    subject: Any
    stopped: Any
    advice: Any
    cause: str


CELERY = Runner(
    never=_("No worker has ever taken the tick."),
    ran=_("A worker took the tick %(n)d seconds ago."),
    subject=_("No worker takes tasks"),
    stopped=_("No worker takes tasks, or Celery's beat does not run: nothing is sent. Start them again."),
    advice=_("Start Celery's beat, and a worker for the queue of briefs_bot.tasks; look at their logs."),
    cause="no worker takes tasks, or Celery's beat does not run",
)
COMMAND = Runner(
    never=_("“manage.py send_due” has never run."),
    ran=_("“manage.py send_due” ran %(n)d seconds ago."),
    subject=_("“manage.py send_due” does not run"),
    stopped=_("“manage.py send_due” does not run: nothing is sent. Look at cron, or at its timer."),
    advice=_("Run “manage.py send_due” each minute, from cron or a timer; look at what it says."),
    cause="`manage.py send_due` does not run",
)


def of_this_host() -> Runner:
    return CELERY if settings.QUEUE == "celery" else COMMAND
