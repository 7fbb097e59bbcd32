"""A database is restored from a backup beside the Redis that goes on, by real processes."""

import subprocess
import sys
from contextlib import closing
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.services import ROOT, copy
from tests.system.conftest import Stage, wait_until

pytestmark = pytest.mark.timeout(300)


def test_a_restored_backup_is_silent_until_somebody_takes_it_over(stage, tmp_path):
    for name in ("valkey", "sandbox", "worker", "beat"):
        stage.start(name)
    stage.publish("coffee")
    stage.arrives("coffee", 60)
    for name in ("worker", "beat"):
        stage.kill(name)
    stage.publish("tea")
    name = urlsplit(stage.environment["DATABASE_URL"]).path.strip("/")
    backup = copy(f"backup_{uuid4().hex[:8]}", name)
    for name in ("worker", "beat"):
        stage.start(name)
    stage.arrives("tea", 100)
    for name in ("worker", "beat"):
        stage.kill(name)
    shown = len(stage.sent())

    with closing(Stage(tmp_path, backup)) as restored:
        restored.environment |= {name: stage.environment[name] for name in ("TELEGRAM_API_URL", "REDIS_URL")}
        restored.ports, restored.sandbox = stage.ports, stage.sandbox
        for name in ("worker", "beat", "bot"):
            restored.start(name)
        restored.write("/help")
        wait_until(lambda: restored.logs().count("reason=older") >= 2, 60, "the worker and the bot say why")
        assert len(stage.sent()) == shown
        assert "pending" not in restored.states()

        said = manage(restored, "broadcast", "adopt")
        assert "Paused, as it may have been sent already: tea." in said
        wait_until(lambda: len(stage.sent()) > shown, 60, "an answer to /help")
        assert stage.shown("tea") == 1


def manage(stage, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=stage.environment, check=True, capture_output=True, text=True
    )
    return done.stdout
