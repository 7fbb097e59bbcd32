"""How long people wait for /latest while a broadcast runs at Telegram's ordinary rate."""

import sys
import time
from statistics import median, quantiles
from typing import Any

import requests

from tests.bench.stage import BIN, Stage
from tests.bench.table import Table
from tests.system.conftest import free_port

RATE = 28
PEOPLE = 32
EVERY = 0.7  # seconds between two questions
SUBSCRIBERS = int(RATE * (EVERY * PEOPLE + 10))
GLANCE = 0.005
# Of a new database, the first broadcast.
QUEUE = (
    BIN / "celery",
    "-A",
    "cms",
    "call",
    "briefs_bot.tasks.broadcast",
    "-a",
    "[1]",
    "--queue",
    "telegram",
)


class Sandbox:
    """The project's own stand-in, over HTTP: it has people in it who write."""

    def __init__(self, stage: Stage) -> None:
        port = free_port()
        self.root = f"http://127.0.0.1:{port}"
        self.http = requests.Session()
        self.process = stage.start(sys.executable, "manage.py", "telegram_sandbox", "--port", port)
        self.process.stdout.readline()

    def crowd(self, size: int) -> list[int]:
        return self._post("users", count=size)["ids"]

    def ask(self, person: int) -> float:
        """Milliseconds from writing /latest until the answer stands in the chat."""
        before = len(self._messages(person))
        began = time.perf_counter()
        self._post(f"chats/{person}/write", user_id=person, text="/latest")
        while len(self._messages(person)) < before + 2:
            time.sleep(GLANCE)
            if time.perf_counter() - began > 30:
                raise RuntimeError("/latest was not answered within 30 s.")
        return (time.perf_counter() - began) * 1000

    def sent(self) -> int:
        return self.http.get(f"{self.root}/sandbox/sent", params={"limit": 1}, timeout=5).json()["count"]

    def _messages(self, person: int) -> list[Any]:
        return self.http.get(f"{self.root}/sandbox/chats/{person}/messages", timeout=5).json()["messages"]

    def _post(self, path: str, **values: Any) -> Any:
        return self.http.post(f"{self.root}/sandbox/{path}", json=values, timeout=30).json()


def run(stage: Stage) -> Table:
    sandbox = Sandbox(stage)
    crowd = sandbox.crowd(SUBSCRIBERS + 2 * PEOPLE)
    stage.site(SUBSCRIBERS, first=crowd[0])
    environment = {"TELEGRAM_API_URL": sandbox.root, "TELEGRAM_RATE": RATE}
    bot = stage.start(sys.executable, "manage.py", "run_bot", **environment)
    worker = stage.start_worker("cms", **environment)
    idle = _ask(sandbox, crowd[SUBSCRIBERS : SUBSCRIBERS + PEOPLE // 2])
    stage.wait(stage.start(*QUEUE, **environment))
    before = sandbox.sent()
    while sandbox.sent() < before + RATE:
        time.sleep(GLANCE)
    busy = _ask(sandbox, crowd[SUBSCRIBERS + PEOPLE :])
    if sandbox.sent() >= SUBSCRIBERS + 2 * PEOPLE:
        raise RuntimeError("The broadcast was over too early.")
    for process in (bot, worker, sandbox.process):
        stage.stop(process)
    return _table(idle, busy)


def _ask(sandbox: Sandbox, people: list[int]) -> list[float]:
    """The first answer warms the bot up."""
    times = []
    for person in people:
        times.append(sandbox.ask(person))
        time.sleep(max(EVERY - times[-1] / 1000, 0))
    return times[1:]


def _table(idle: list[float], busy: list[float]) -> Table:
    table = Table(("/latest", "median, ms", "p95, ms", "worst, ms"))
    for name, times in (("nothing else goes on", idle), (f"during a broadcast at {RATE}/s", busy)):
        table.add(name, median(times), p95(times), max(times))
    table.judge(f"p95 during a broadcast ≤ 500 ms: {p95(busy):.0f} ms", p95(busy) <= 500)
    return table


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
