"""How long others wait for /latest while one member sends 5,000 commands."""

import sys
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

import requests

from tests.bench.parts.answers import RATE, Sandbox, p95
from tests.bench.stage import Stage
from tests.bench.table import Table

COMMANDS = 5000
AT_ONCE = 4  # clients that write them
IDLE = 20
OTHERS = 200


def run(stage: Stage) -> Table:
    sandbox = Sandbox(stage)
    crowd = sandbox.crowd(IDLE + OTHERS + 2)
    stage.site(1, first=crowd[0])
    environment = {"TELEGRAM_API_URL": sandbox.root, "TELEGRAM_RATE": RATE}
    bot = stage.start(sys.executable, "manage.py", "run_bot", **environment)
    sandbox.ask(crowd[0])  # the first answer warms the bot up
    member, others = crowd[1], crowd[2 + IDLE :]
    idle = [sandbox.ask(person) for person in crowd[2 : 2 + IDLE]]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        floods = [pool.submit(_flood, sandbox.root, member, number) for number in range(AT_ONCE)]
        times = []
        for person in others:
            times.append(sandbox.ask(person))
            if all(flood.done() for flood in floods):
                break
        for flood in floods:
            flood.result()
    for process in (bot, sandbox.process):
        stage.stop(process)
    return _table(idle, times)


def _flood(root: str, member: int, client: int) -> None:
    """Each command is another one, so that none is taken for a repetition."""
    with requests.Session() as http:
        for number in range(COMMANDS // AT_ONCE):
            body: dict[str, Any] = {"user_id": member, "text": f"/help {client} {number}"}
            http.post(f"{root}/sandbox/chats/{member}/write", json=body, timeout=30)


def _table(idle: list[float], times: list[float]) -> Table:
    table = Table(("/latest of others", "asked", "median, ms", "p95, ms", "worst, ms"))
    table.add("nothing else goes on", len(idle), median(idle), p95(idle), max(idle))
    table.add(
        f"while one member sends {COMMANDS} commands", len(times), median(times), p95(times), max(times)
    )
    table.judge(f"p95 ≤ 500 ms: {p95(times):.0f} ms", p95(times) <= 500)
    return table
