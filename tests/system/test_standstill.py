"""Redis stands still for a while, as with a slow disk or on a machine that is being moved."""

import os
import signal
import time

import pytest

from tests.system.conftest import wait_until

pytestmark = pytest.mark.timeout(300)
ORDERS = """
from briefs_bot import tasks
for _ in range(500):
    tasks.tick.apply_async(expires=200)
"""


def health(stage, max_age):
    """The exit code of the health check."""
    log = str(stage.folder / "health.log")
    return stage.wait(stage.ask("start", log, "manage.py", "telegram_health", "--max-age", str(max_age)))


def test_a_worker_that_cannot_acknowledge_takes_the_next_task(stage):
    stage.environment["SOCKET_TIMEOUT"] = "1"
    for name in ("sandbox", "valkey"):
        stage.start(name)
    assert health(stage, 60) == 1  # no tick yet
    stage.shell(ORDERS)
    stage.start("worker")
    wait_until(lambda: stage.logs().count("succeeded") > 20, 60, "the first tasks")
    os.killpg(stage.running["valkey"], signal.SIGSTOP)
    # Until all the attempts of the Redis library have failed.
    wait_until(lambda: "Couldn't ack" in stage.logs(), 90, "the lost acknowledgement")
    assert health(stage, 60) == 1
    os.killpg(stage.running["valkey"], signal.SIGCONT)

    stage.publish("tea")

    stage.arrives("tea", 120)
    assert health(stage, 60) == 0
    time.sleep(2)
    assert health(stage, 1) == 1
