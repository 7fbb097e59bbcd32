"""Examines Celery's broker: puts a message into a queue of its own, and takes it out again."""

from collections.abc import Iterator
from queue import Empty
from time import monotonic
from uuid import uuid4

from celery import current_app
from django.utils.translation import gettext as _
from kombu import Connection
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from briefs_bot.conf import settings
from briefs_bot.delivery import broker
from briefs_bot.operations.diagnosis import Diagnosis, error, ok

# Seconds for which the message is awaited.
PATIENCE = 2
FAILURES = (KombuError, RedisError, OSError, Empty)


def round_trip() -> Iterator[Diagnosis]:
    if settings.QUEUE != "celery" or not current_app.conf.broker_url:
        return  # it is not used, or a system check tells of that
    began = monotonic()
    try:
        with broker.connect(current_app) as connection:
            _put_and_take(connection)
    except FAILURES as failure:
        found = _("Celery's broker does not pass on a message: %(error)s.")
        advice = _("Start it, and look at CELERY_BROKER_URL. Until then nothing is sent.")
        yield error("broker", found % {"error": type(failure).__name__}, advice)
        return
    passed = {"n": round(1000 * (monotonic() - began))}
    yield ok("broker", _("Celery's broker passes on a message in %(n)d ms.") % passed)


def _put_and_take(connection: Connection) -> None:
    queue = connection.SimpleQueue(f"briefs-doctor-{uuid4().hex}", queue_opts={"auto_delete": True})
    try:
        queue.put("")
        queue.get(timeout=PATIENCE).ack()
    finally:
        queue.queue.delete()
        queue.close()
