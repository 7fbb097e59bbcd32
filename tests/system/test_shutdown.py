"""A worker is told to end in the middle of a broadcast, as systemd does it: with its whole group."""

import pytest

from tests.system.conftest import wait_until
from tests.system.counting import count, finish

pytestmark = pytest.mark.timeout(400)
CHATS = 300


def test_a_worker_whose_group_is_told_to_end_leaves_nothing_uncertain(stage):
    stage.environment["TELEGRAM_RATE"] = "28"
    for name in ("valkey", "sandbox", "worker", "beat"):
        stage.start(name)
    stage.crowd(CHATS)
    # Each answer comes late, so that calls are under way whenever the worker ends.
    stage.fault(kind="hang", method="sendMessage", times=None, seconds=0.5, shown=True)
    stage.publish("tea")

    for sent in (20, 80, 140):
        wait_until(lambda at_least=sent: len(stage.sent()) > at_least, 90, f"{sent} messages")
        stage.stop("worker")
        assert stage.states().get("uncertain", 0) == 0
        stage.start("worker")
    finish(stage, 200)

    assert count(stage, CHATS) == 0
