"""How much of the allowed rate is used, while the stand-in for Telegram enforces its limits."""

from typing import Any

from tests.bench.stage import Stage
from tests.bench.table import Table

ORDINARY, PAID = 28, 1000
# What Telegram is made to enforce; it names these figures itself.
ENFORCED = {ORDINARY: 30, PAID: 1000}
SECONDS = {ORDINARY: 60, PAID: 10}
SECONDS_OF_PEERS = 8
PEERS = {
    "python-telegram-bot, plain loop": ("ptb",),
    "python-telegram-bot with AIORateLimiter(28)": ("ptb", ORDINARY),
    "aiogram, its documented loop (pause of 0.05 s)": ("aiogram_loop", 0.05),
    "aiogram-broadcaster, interval 1/28 s": ("aiogram_mailer", 1 / ORDINARY),
}


def run(stage: Stage) -> Table:
    table = Table(("sender", "processes", "allowed/s", "reached/s", "share", "busiest second", "429s"))
    for allowed in (ORDINARY, PAID):
        for processes in (1, 3):
            seen = _ours(stage, allowed, processes)
            share = _add(table, "wagtail-briefs", processes, allowed, seen)
            goal = f"≥ 0.97 of {allowed}/s, no 429, {processes} processes: {share:.3f}, {seen['refused']}"
            table.judge(goal, share >= 0.97 and not seen["refused"])
    chats = ORDINARY * SECONDS_OF_PEERS
    for name, (program, *arguments) in PEERS.items():
        stage.reset(overall=ENFORCED[ORDINARY])
        stage.run(f"senders.{program}", chats, *arguments)
        _add(table, name, 1, ORDINARY, stage.count())
    return table


def _ours(stage: Stage, allowed: int, processes: int) -> dict[str, Any]:
    stage.site(allowed * SECONDS[allowed])
    stage.reset(overall=ENFORCED[allowed])
    stage.run_together(processes, "senders.ours", TELEGRAM_RATE=allowed)
    return stage.count()


def _add(table: Table, name: str, processes: int, allowed: int, seen: dict[str, Any]) -> float:
    reached = (seen["sent"] - 1) / (seen["last"] - seen["first"])
    table.add(name, processes, allowed, reached, f"{reached / allowed:.3f}", seen["busiest"], seen["refused"])
    return reached / allowed
