"""PostgreSQL, Valkey and the stand-in for Telegram, shared by all parts; databases and processes at will."""

import json
import os
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import requests
from redis import Redis

from tests import services
from tests.bench import message
from tests.system.conftest import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
LIFTED = "1000000"  # messages per second: no limit
PATIENCE = 3600


class Stage:
    def __init__(self) -> None:
        services.start_valkey()
        services.start_postgres()
        self.postgres = os.environ["DATABASE_URL"]
        self.redis = Redis.from_url(os.environ["REDIS_URL"])
        self.telegram = f"http://127.0.0.1:{free_port()}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "SECRET_KEY": "only for the bench",
            "BASE_URL": "https://briefs.example.org",
            "TELEGRAM_BOT_TOKEN": "1000:bench",
            "TELEGRAM_API_URL": self.telegram,
            "TELEGRAM_RATE": LIFTED,
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore",
        }
        self._running: list[subprocess.Popen[str]] = []
        self._numbers = count(1)
        self.start(sys.executable, "-m", "tests.bench.fast_telegram", self.telegram.rpartition(":")[2])
        self._make_template()

    def close(self) -> None:
        for process in list(self._running):
            self.stop(process)
        services.pytest_unconfigure()

    def _make_template(self) -> None:
        self.environment["DATABASE_URL"] = self.new_database("template0")
        self.template = self.environment["DATABASE_URL"].partition("?")[0].rpartition("/")[2]
        self.wait(self.start(sys.executable, "manage.py", "migrate", "-v", "0"))

    def new_database(self, template: str) -> str:
        name = f"bench_{next(self._numbers)}"
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.postgres.replace("/postgres?", f"/{name}?")

    def site(self, chats: int, broadcast: str = "addressed", first: int = message.FIRST_CHAT) -> None:
        """A new database with that many subscribers, and a broadcast: `none`, `open` or `addressed`."""
        self.environment["DATABASE_URL"] = self.new_database(self.template)
        self.run("seeding", chats, broadcast, first)
        self.redis.flushall()

    def reset(self, **options: Any) -> None:
        requests.get(f"{self.telegram}/bench/reset", params=options, timeout=60)

    def count(self) -> dict[str, Any]:
        return requests.get(f"{self.telegram}/bench", timeout=60).json()

    def run(self, module: str, *arguments: Any, **environment: Any) -> dict[str, Any]:
        return self.run_together(1, module, *arguments, **environment)[0]

    def run_together(
        self, processes: int, module: str, *arguments: Any, **environment: Any
    ) -> list[dict[str, Any]]:
        """Starts a program of the bench so many times, lets all go at one moment; returns what they print."""
        command = [sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments)]
        started = [self.start(*command, **environment) for _ in range(processes)]
        for process in started:
            if process.stdout.readline().strip() != "ready":
                raise RuntimeError(f"{module} did not start.")
        for process in started:
            process.stdin.write("go\n")
            process.stdin.flush()
        return [json.loads(self.wait(process).splitlines()[-1]) for process in started]

    def start(self, *command: Any, **environment: Any) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*map(str, command)],
            cwd=ROOT,
            env={**self.environment, **{name: str(value) for name, value in environment.items()}},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._running.append(process)
        return process

    def start_worker(
        self, app: str, queues: str = "celery,telegram", **environment: Any
    ) -> subprocess.Popen[str]:
        """A real worker with one prefork process, once it listens."""
        command = [BIN / "celery", "-A", app, "worker", "-Q", queues, "-c", "1", "-l", "ERROR"]
        worker = self.start(*command, "-n", f"{next(self._numbers)}@bench", **environment)
        while self._listening() < sum("worker" in process.args for process in self._running):
            if worker.poll() is not None:
                raise RuntimeError(f"The worker of {app} did not start.")
            time.sleep(0.1)
        return worker

    def _listening(self) -> int:
        return self.redis.execute_command("CLIENT", "LIST").count(b"cmd=brpop")

    def wait(self, process: subprocess.Popen[str]) -> str:
        printed, _ = process.communicate(timeout=PATIENCE)
        self._running.remove(process)
        if process.returncode:
            raise RuntimeError(f"{' '.join(process.args)} failed.")
        return printed

    def stop(self, process: subprocess.Popen[str]) -> None:
        self._running.remove(process)
        process.terminate()
        process.communicate(timeout=30)
