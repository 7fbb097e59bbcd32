"""How many updates are handled in a second, and how long one takes, beside a bare python-telegram-bot.

The rate is that of a rush of people who all ask at once; the times are those of people who ask one by one.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from statistics import median
from subprocess import Popen
from tempfile import TemporaryDirectory
from typing import Any

import requests

from tests.bench.message import FIRST_CHAT
from tests.bench.parts.answers import p95
from tests.bench.stage import BIN, Stage
from tests.bench.table import Table
from tests.system.conftest import free_port

BRIEFS = 1000
RUSH, PEOPLE = 2000, 100
COMMANDS = ("/topic Security", "/search patrols", "/status", "/trend", "/settings", "/help")
ECHO, OURS = "echo bot", "wagtail-briefs"
POLLING, WEBHOOK = "polling", "webhook"
SETTINGS = "tests.bench.reading.ours.settings"
CHATS = 4 * (RUSH + PEOPLE * (len(COMMANDS) + 2))


@dataclass(frozen=True)
class Answers:
    """All took so many seconds, each took `times`."""

    seconds: float
    times: list[float]

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    @property
    def cells(self) -> tuple[float, float]:
        """The median and p95, in milliseconds."""
        return 1000 * median(self.times), 1000 * p95(self.times)


class Asking:
    """Asks the bot that runs; each person asks once."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self._next = stage, FIRST_CHAT

    def rush(self, text: str) -> Answers:
        """Let all ask at once."""
        return self._ask(text, RUSH, RUSH)

    def one_by_one(self, text: str) -> Answers:
        return self._ask(text, PEOPLE, 1)

    def _ask(self, text: str, people: int, at_once: int) -> Answers:
        first = self._next
        self._next += people
        options: dict[str, Any] = {"text": text, "first": first, "people": people, "at_once": at_once}
        requests.get(f"{self.stage.telegram}/bench/ask", params=options, timeout=60)
        until = time.monotonic() + 100
        while len((answers := self._answers())["times"]) < people:
            if time.monotonic() > until:
                raise RuntimeError(f"{text}: {len(answers['times'])} of {people} were answered.")
            time.sleep(0.1)
        return Answers(**answers)

    def _answers(self) -> dict[str, Any]:
        return requests.get(f"{self.stage.telegram}/bench/asked", timeout=60).json()


def run(stage: Stage) -> Table:
    table = Table(("bot", "updates come by", "question", "updates/s", "median, ms", "p95, ms"))
    asking, rates = Asking(stage), {}
    with TemporaryDirectory(prefix="briefs-media-") as media:
        _prepare(stage, media)
        for way, name in product((POLLING, WEBHOOK), (ECHO, OURS)):
            with _bot(stage, name, way):
                asking.one_by_one("/latest")  # warms it up
                rates[way, name] = asking.rush("/latest").per_second
                table.add(name, way, "/latest", rates[way, name], *asking.one_by_one("/latest").cells)
                for text in COMMANDS if (way, name) == (POLLING, OURS) else ():
                    table.add(name, way, text, "", *asking.one_by_one(text).cells)
    for way in (POLLING, WEBHOOK):
        share = rates[way, OURS] / rates[way, ECHO]
        table.judge(f"/latest ≥ 0.5 × the echo bot, {way}: {share:.2f} ×", share >= 0.5)
    return table


def _prepare(stage: Stage, media: str) -> None:
    stage.environment["DATABASE_URL"] = stage.new_database(stage.template)
    stage.run("reading.filling", "ours", BRIEFS, DJANGO_SETTINGS_MODULE=SETTINGS, BENCH_MEDIA=media)
    stage.run("joining", CHATS)
    stage.redis.flushall()


@contextmanager
def _bot(stage: Stage, name: str, way: str) -> Iterator[None]:
    port = [free_port()] if way == WEBHOOK else []
    processes = list((_echo if name == ECHO else _ours)(stage, *port))
    yield
    for process in processes:
        stage.stop(process)


def _echo(stage: Stage, *port: int) -> Iterator[Popen[str]]:
    yield stage.start(sys.executable, "-m", "tests.bench.senders.ptb_echo", *port)


def _ours(stage: Stage, *port: int) -> Iterator[Popen[str]]:
    environment = {"TELEGRAM_WEBHOOK_SECRET": "bench", "DJANGO_SETTINGS_MODULE": SETTINGS}
    if port:
        server = (BIN / "uvicorn", "cms.asgi:application", "--port", *port, "--log-level", "error")
        yield stage.start(*server, **environment)
        site = f"http://127.0.0.1:{port[0]}"
        _wait_for(f"{site}/health/")
        command = ("manage.py", "set_webhook", "--url", f"{site}/telegram/webhook/")
        stage.wait(stage.start(sys.executable, *command, **environment))
    yield stage.start(sys.executable, "manage.py", "run_bot", **environment)


def _wait_for(address: str) -> None:
    while True:
        try:
            requests.get(address, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
