"""Redis stands still for a while, as with a slow disk or on a machine that is being moved."""

import os
import signal
import time
from contextlib import suppress

import pytest

from tests.system.conftest import wait_until

pytestmark = pytest.mark.timeout(500)
# Tasks that do next to nothing, so that the worker is busy acknowledging them.
ORDERS = """
from briefs_bot import tasks
for _ in range(500):
    tasks.tell_of_trouble.apply_async(expires=400)
"""
TICK = "from briefs_bot import tasks; tasks.tick.delay()"


def health(stage, max_age):
    """The exit code of the health check."""
    log = str(stage.folder / "health.log")
    return stage.wait(stage.ask("start", log, "manage.py", "telegram_health", "--max-age", str(max_age)))


def lose_an_acknowledgement(stage):
    """Stop Redis at a moment when the worker has to acknowledge; at others it only waits for Redis."""
    for _attempt in range(4):
        done = stage.logs().count("succeeded")
        wait_until(lambda done=done: stage.logs().count("succeeded") > done + 20, 60, "more tasks")
        os.killpg(stage.running["valkey"], signal.SIGSTOP)
        # Until all the attempts of the Redis library have failed.
        with suppress(pytest.fail.Exception):
            return wait_until(lambda: "Couldn't ack" in stage.logs(), 60, "the lost acknowledgement")
        os.killpg(stage.running["valkey"], signal.SIGCONT)
    pytest.fail("The worker acknowledged everything.")


def test_a_worker_that_cannot_acknowledge_takes_the_next_task(stage):
    stage.environment["SOCKET_TIMEOUT"] = "1"
    for name in ("sandbox", "valkey"):
        stage.start(name)
    assert health(stage, 60) == 1  # no tick yet
    stage.shell(ORDERS)
    stage.start("worker")
    lose_an_acknowledgement(stage)
    assert health(stage, 60) == 1
    os.killpg(stage.running["valkey"], signal.SIGCONT)

    stage.publish("tea")

    stage.arrives("tea", 120)
    stage.shell(TICK)
    wait_until(lambda: health(stage, 60) == 0, 60, "the tick")
    time.sleep(2)
    assert health(stage, 1) == 1
