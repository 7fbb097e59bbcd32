"""Prepares a Celery worker: it survives a Redis that hangs, and refuses pools that cannot send."""

from typing import Any

from celery import Celery
from kombu.transport import redis, virtual

from briefs_bot.conf import settings

# Pools that run tasks in one thread, where asyncio can have one loop only.
REFUSED_POOLS = ("gevent", "eventlet")


class QoS(redis.QoS):
    """Frees the slot of a message that could not be acknowledged.

    Celery logs such an error and goes on; the message would fill the worker's window until it takes no more.
    Redis delivers it again after the visibility timeout.
    """

    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)
        except redis.Transport.connection_errors:
            virtual.QoS.ack(self, delivery_tag)
            raise

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue)
        except redis.Transport.connection_errors:
            virtual.QoS.ack(self, delivery_tag)
            raise


def prepare(sender: str, instance: Any, **kwargs: Any) -> None:
    """Receive Celery's `celeryd_after_setup`. Raise SystemExit, as Celery goes on after other errors."""
    pool = instance.pool_cls.__module__.rpartition(".")[2]
    if pool in REFUSED_POOLS and _sends(instance.app):
        raise SystemExit(
            f"Messages cannot be sent from the pool {pool!r}. Start this worker with --pool prefork, threads "
            f"or solo, or leave the queue {_queue(instance.app)!r} to another worker."
        )
    redis.Channel.QoS = QoS


def _sends(app: Celery) -> bool:
    sending = {_queue(app), *settings.BOT_QUEUES.values()}
    return not sending.isdisjoint(app.amqp.queues.consume_from)


def _queue(app: Celery) -> str:
    """Return the name of the queue that the host routes broadcasts to."""
    queue = app.amqp.router.route({}, "briefs_bot.tasks.broadcast").get("queue", app.conf.task_default_queue)
    return getattr(queue, "name", queue)
