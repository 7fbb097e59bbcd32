"""Digests for 100,000 chats: addressing a held brief, opening the slot, and sending from one process."""

from tests.bench.stage import Stage
from tests.bench.table import Table

CHATS, BRIEFS = 100_000, 3


def run(stage: Stage) -> Table:
    table = Table(
        (
            "chats",
            "briefs",
            "addressing one, s",
            "opening, s",
            "messages/s",
            "CPU per message, ms",
            "lost",
            "repeated",
        )
    )
    stage.site(CHATS, "none")
    stage.reset()
    cost, seen = stage.run("senders.digests", BRIEFS), stage.count()
    lost, repeated = CHATS - seen["chats"], seen["sent"] - seen["chats"]
    speed, cpu = CHATS / cost["seconds"], cost["cpu"] / CHATS * 1000
    table.add(CHATS, BRIEFS, cost["addressed"], cost["opened"], speed, cpu, lost, repeated)
    table.judge(f"≥ 1,000 messages/s: {speed:,.0f}", speed >= 1000)
    table.judge(f"≤ 0.8 ms CPU per message: {cpu:.2f} ms", cpu <= 0.8)
    table.judge(f"0 lost, 0 repeated: {lost + repeated}", lost + repeated == 0)
    return table
