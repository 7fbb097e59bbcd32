"""Workers that cannot send, which refuse to start and say why."""

from types import SimpleNamespace

import pytest
from celery import current_app
from celery.signals import celeryd_after_setup


def start(pool, *queues):
    """Start like `celery worker --pool … -Q …`, up to the point where it would take tasks."""
    current_app.amqp.queues.select(queues)
    pool_cls = type("TaskPool", (), {"__module__": f"celery.concurrency.{pool}"})
    worker = SimpleNamespace(app=current_app, pool_cls=pool_cls)
    celeryd_after_setup.send(sender="worker", instance=worker, conf=current_app.conf)


@pytest.fixture(autouse=True)
def _all_queues():
    yield
    current_app.amqp.queues.select(None)


@pytest.mark.parametrize("pool", ["gevent", "eventlet"])
def test_a_pool_that_cannot_send_is_refused(pool):
    with pytest.raises(SystemExit) as refused:
        start(pool, "celery", "telegram")

    assert "--pool prefork" in str(refused.value)
    assert "'telegram'" in str(refused.value)


def test_a_worker_for_the_bot_of_one_site_is_refused_as_well(settings):
    settings.BRIEFS_TELEGRAM_BOT_QUEUES = {"weather.example.org": "telegram-weather"}
    current_app.amqp.queues.add("telegram-weather")

    with pytest.raises(SystemExit):
        start("gevent", "telegram-weather")


@pytest.mark.parametrize(
    ("pool", "queue"), [("gevent", "celery"), ("prefork", "telegram"), ("solo", "telegram")]
)
def test_other_workers_start(pool, queue):
    start(pool, queue)
