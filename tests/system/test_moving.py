"""A whole installation moves to another database, as the how-to says."""

import os
import re
import subprocess
import sys
from contextlib import closing

import pytest

from tests.docs.pages import commands
from tests.services import ROOT, copy
from tests.system.conftest import PREPARE, Stage

pytestmark = pytest.mark.timeout(300)
HOW_TO = "how-to/move-to-another-database.md"


def test_what_was_pending_is_sent_once_from_the_new_database(stage, tmp_path):
    stage.start("sandbox")
    source = f"sqlite:///{tmp_path / 'site.sqlite3'}"
    with closing(Stage(tmp_path, source)) as old:
        old.environment |= {"TELEGRAM_API_URL": stage.environment["TELEGRAM_API_URL"]}
        manage(old, "migrate", "--verbosity", "0")
        old.shell(PREPARE)
        old.publish("tea")
    target = copy(f"moved_{os.getpid()}", "migrated")
    for command, where in zip(commands(HOW_TO), (source, source, target, target, target), strict=True):
        done = subprocess.run(
            re.sub(r"\w+\.json", rf"{tmp_path}/\g<0>", command.replace("python", sys.executable, 1)),
            shell=True,
            cwd=ROOT,
            env={**stage.environment, "DATABASE_URL": where},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    with closing(Stage(tmp_path, target)) as new:
        new.environment |= {name: stage.environment[name] for name in ("TELEGRAM_API_URL", "REDIS_URL")}
        new.ports, new.sandbox = stage.ports, stage.sandbox
        for name in ("valkey", "worker", "beat"):
            new.start(name)
        new.arrives("tea", 100)
        assert new.states() == {"sent": 1}


def manage(stage, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=stage.environment, check=True, capture_output=True)
