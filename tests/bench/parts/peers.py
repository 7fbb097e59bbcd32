"""Everybody's throughput with the limit lifted, with Telegram next door and 50 ms away."""

import time
from collections.abc import Callable
from typing import Any

import psutil

from tests.bench.stage import LIFTED, Stage
from tests.bench.table import Table

MANY = 5_000
# For who sends a few messages per second.
FEW = 60
DISTANCE = 0.05
Sender = Callable[[Stage, int], float]


def run(stage: Stage) -> Table:
    columns = ("sender", "ledger", "messages/s", "× ours", "CPU per message, ms", "messages/s, 50 ms away")
    table = Table(columns)
    speeds: dict[str, float] = {}
    for name, (ledger, sender) in SENDERS.items():
        near, cpu = _measured(stage, sender, FEW if "pause of" in name else MANY)
        # Ours has many calls under way, so a short run would be mostly its start and its end.
        far, _ = _measured(stage, sender, MANY if name == OURS else FEW, latency=DISTANCE)
        speeds[name] = near
        table.add(name, ledger, near, f"{near / speeds[OURS]:.2f}", cpu, far)
    times = speeds[OURS] / speeds["python-telegram-bot, plain loop"]
    table.judge(f"≥ 2.5 × a plain loop of python-telegram-bot: {times:.1f} ×", times >= 2.5)
    for name in ("aiogram-broadcaster", "one Celery task per message"):
        table.judge(f"ahead of {name}: {speeds[OURS] / speeds[name]:.1f} ×", speeds[OURS] > speeds[name])
    return table


def _measured(stage: Stage, sender: Sender, chats: int, **options: Any) -> tuple[float, float]:
    """Messages per second and milliseconds of CPU per message."""
    prepare = stage.site if sender is _ours else lambda _: None
    prepare(chats)
    stage.reset(**options)
    cpu = sender(stage, chats)
    seen = stage.count()
    if seen["chats"] != chats or seen["sent"] != chats:
        raise RuntimeError(f"{seen} for {chats} chats")
    return (chats - 1) / (seen["last"] - seen["first"]), cpu / chats * 1000


def _ours(stage: Stage, chats: int) -> float:
    return stage.run("senders.ours")["cpu"]


def _program(name: str, *arguments: Any) -> Sender:
    return lambda stage, chats: stage.run(f"senders.{name}", chats, *arguments)["cpu"]


def _celery_each(stage: Stage, chats: int) -> float:
    """The worker's CPU (all its processes) and that of the program that fills the queue."""
    stage.redis.flushall()
    worker = stage.start_worker("tests.bench.senders.celery_each")
    before = _cpu_of(worker.pid)
    queueing = stage.run("senders.celery_each", chats)["cpu"]
    while stage.count()["sent"] < chats:
        time.sleep(0.05)
    cpu = _cpu_of(worker.pid) - before
    stage.stop(worker)
    return cpu + queueing


def _cpu_of(pid: int) -> float:
    main = psutil.Process(pid)
    return sum(sum(process.cpu_times()[:2]) for process in [main, *main.children(recursive=True)])


OURS = "wagtail-briefs"
SENDERS: dict[str, tuple[str, Sender]] = {
    OURS: ("PostgreSQL", _ours),
    "python-telegram-bot, plain loop": ("none", _program("ptb")),
    "python-telegram-bot with AIORateLimiter": ("none", _program("ptb", LIFTED)),
    "aiogram, its documented loop without the pause": ("none", _program("aiogram_loop")),
    "aiogram, its documented loop (pause of 0.05 s)": ("none", _program("aiogram_loop", 0.05)),
    "aiogram-broadcaster": ("in memory", _program("aiogram_mailer")),
    "one Celery task per message": ("none", _celery_each),
}
