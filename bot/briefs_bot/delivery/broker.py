"""Puts tasks into the host's queue; a broker that is down or hangs costs the caller less than a second."""

import logging
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from threading import Thread
from time import monotonic
from typing import Any

from celery import Celery, Task
from django.db import connections
from kombu import Connection

from briefs_bot.conf import settings
from briefs_bot.telegram.token import hide

logger = logging.getLogger(__name__)

# Seconds for which the caller waits for the broker.
TIMEOUT = 0.7
# Seconds for which a broker that failed is not tried again; the tick finds what was not queued.
COOLDOWN_SECONDS = 10.0
# Transport options by driver type, so that an attempt ends also after the caller stopped waiting for it.
TRANSPORT_TIMEOUTS = {
    "redis": {"socket_connect_timeout": 1, "socket_timeout": 2},
    "amqp": {"read_timeout": 2, "write_timeout": 2},
}
NO_RETRIES = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}


class Cooldown:
    """The time during which this process does not try the broker."""

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        return monotonic() < self._until

    def begin(self) -> None:
        self._until = monotonic() + COOLDOWN_SECONDS

    def end(self) -> None:
        if self._until:
            logger.info("broker_available")
        self._until = 0.0


cooldown = Cooldown()


class Attempt:
    """One call of the broker, in a thread: neither DNS nor a half-open connection has a timeout."""

    def __init__(self, put: Callable[[], object]) -> None:
        self._put = put
        self._error: Exception | None = None
        self._thread = Thread(target=copy_context().run, args=[self._run], name="briefs-queue", daemon=True)

    def run(self, seconds: float) -> str:
        """Wait for so many seconds at most; return why nothing was queued, or an empty string."""
        self._thread.start()
        self._thread.join(seconds)
        if self._thread.is_alive():
            return "no answer"
        return f"{type(self._error).__name__}: {hide(str(self._error))}" if self._error else ""

    def _run(self) -> None:
        try:
            self._put()
            cooldown.end()
        except Exception as error:
            self._error = error
        finally:
            connections.close_all()  # of this thread, as a host's signal handler may have used the database


def enqueue(task: Task, *args: Any, **options: Any) -> bool:
    """Queue a task, with the options of Celery's `apply_async`. Return whether the broker took it in time.

    Where the host has no Celery nothing is tried, as `send_due` finds what is due.
    """
    if settings.QUEUE != "celery":
        return False
    if task.app.conf.task_always_eager:
        task.apply_async(args, **options)
        return True
    return try_to_queue(task.name, partial(_put, task, args, options))


def _put(task: Task, args: tuple[Any, ...], options: dict[str, Any]) -> None:
    """Use a connection of its own, which neither waits for the host's pool nor occupies one of it."""
    with connect(task.app) as connection:
        task.apply_async(args, connection=connection, retry=False, **options)


def try_to_queue(name: str, put: Callable[[], object]) -> bool:
    """Call `put`; return whether it queued the task in time. After a failure nothing is tried for a while."""
    if cooldown.is_on:
        return False
    if reason := Attempt(put).run(TIMEOUT):
        cooldown.begin()
        logger.warning("broker_unavailable task=%s seconds=%d reason=%r", name, COOLDOWN_SECONDS, reason)
        return False
    return True


def connect(app: Celery) -> Connection:
    """Return a connection that fails within seconds where the broker is away or hangs."""
    connection = app.connection_for_write(connect_timeout=1)
    timeouts = TRANSPORT_TIMEOUTS.get(connection.get_transport_cls().driver_type)
    if timeouts:
        connection.transport_options.update(timeouts, **NO_RETRIES)
    return connection
