"""Checks that what is published is queued, and that what failed is tried again."""

from collections.abc import Iterator
from typing import Any

from celery import current_app
from django.apps import apps
from django.core import checks
from django_tasks import task_backends

from briefs_bot.conf import settings

# The task that repeats what failed or was not queued.
TICK = "briefs_bot.tasks.tick"
# Celery's own scheduler, which reads the settings.
SCHEDULER = "celery.beat:PersistentScheduler"
# Seconds that a Redis may hang, on a slow disk or while its machine is moved, without losing messages.
SOCKET_TIMEOUT = 30
QUEUES = ("celery", "django_tasks", "none")
# Those of django-tasks that run a task at once, or never.
WITHOUT_WORKER = ("ImmediateBackend", "DummyBackend")


def check_queue() -> Iterator[checks.CheckMessage]:
    """Check that tasks are queued and repeated: publishing succeeds without a queue, so nobody notices."""
    if settings.QUEUE not in QUEUES:
        hint = 'Write "celery"; or "django_tasks" or "none", where `send_due` runs from cron or a timer.'
        yield checks.Error(f"BRIEFS_TELEGRAM_QUEUE is {settings.QUEUE!r}.", hint, id="briefs_bot.E012")
    if settings.QUEUE == "django_tasks" and type(task_backends["default"]).__name__ in WITHOUT_WORKER:
        hint = 'Set TASKS to a backend that has a worker, or BRIEFS_TELEGRAM_QUEUE to "none".'
        said = "TASKS has no worker: who publishes waits for the sending, or nothing is queued."
        yield checks.Warning(said, hint, id="briefs_bot.W010")
    if settings.QUEUE in ("django_tasks", "none"):
        return
    if not current_app.conf.broker_url and not current_app.conf.task_always_eager:
        hint = (
            "Set CELERY_BROKER_URL, and make a Celery app that reads Django's settings when Django starts; "
            'or set BRIEFS_TELEGRAM_QUEUE = "none", and run send_due from cron.'
        )
        yield checks.Warning("Celery has no broker: nothing is sent.", hint, id="briefs_bot.W002")
        return
    timeout = (current_app.conf.broker_transport_options or {}).get("socket_timeout")
    if timeout is not None and timeout < SOCKET_TIMEOUT:
        hint = f"Set {SOCKET_TIMEOUT} or leave it out; publishing briefs needs no short one."
        said = f"CELERY_BROKER_TRANSPORT_OPTIONS: socket_timeout is {timeout}, for workers too."
        yield checks.Warning(said, hint, id="briefs_bot.W008")
    current_app.finalize()  # where an app adds what it repeats
    own = current_app.conf.beat_scheduler == SCHEDULER and not apps.is_installed("django_celery_beat")
    if own and TICK not in map(_task, current_app.conf.beat_schedule.values()):
        hint = f'Add {{"task": "{TICK}", "schedule": 10.0}} to CELERY_BEAT_SCHEDULE, and run Celery\'s beat.'
        yield checks.Warning("Nothing tries again what was not sent at once.", hint, id="briefs_bot.W005")


def check_bot_queues() -> Iterator[checks.CheckMessage]:
    queues: Any = settings.BOT_QUEUES
    if not isinstance(queues, dict) or not all(isinstance(name, str) and name for name in queues.values()):
        hint = 'Write {"second.example.org": "telegram-second"}.'
        yield checks.Error("BRIEFS_TELEGRAM_BOT_QUEUES must be a dict of names.", hint, id="briefs_bot.E015")


def _task(entry: Any) -> str | None:
    return entry.get("task") if isinstance(entry, dict) else getattr(entry, "task", None)
