"""Redis, the worker or Telegram is down: an editor publishes all the same, and the brief goes out later."""

import time

import pytest

pytestmark = pytest.mark.timeout(300)
TOKEN = "1000:sandbox"


def test_redis_was_down(stage):
    stage.start("sandbox")
    assert stage.publish("tea") == "live"
    assert stage.publishing_took < 5

    for name in ("valkey", "worker", "beat"):
        stage.start(name)

    stage.arrives("tea", 100)


def test_the_worker_was_down(stage):
    stage.start("sandbox")
    stage.start("valkey")
    assert stage.publish("tea") == "live"
    assert stage.shown("tea") == 0

    stage.start("worker")

    stage.arrives("tea", 100)


def test_telegram_was_down(stage):
    for name in ("valkey", "worker", "beat"):
        stage.start(name)
    assert stage.publish("tea") == "live"
    time.sleep(3)

    stage.start("sandbox")

    stage.arrives("tea", 100)
    assert TOKEN not in stage.logs()


@pytest.mark.timeout(180)
def test_redis_is_lost_in_the_middle_and_sending_goes_on_slowly(stage):
    """The limiter's own fallback: a slow pace, never none."""
    stage.start("sandbox")
    stage.publish("tea")

    stage.shell("from briefs_bot import models, tasks; tasks.broadcast(models.Broadcast.objects.get().pk)")

    stage.arrives("tea", 100)
