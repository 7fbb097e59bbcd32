"""Our broadcast with the limit lifted: one process, full bookkeeping on PostgreSQL and Valkey."""

from statistics import median

from tests.bench.stage import Stage
from tests.bench.table import Table

CHATS = 10_000
TIMES = 3


def run(stage: Stage) -> Table:
    table = Table(
        ("run", "messages/s", "CPU per message, ms", "lost", "repeated", "peak memory of the process, MB")
    )
    speeds, costs, faults = [], [], 0
    for number in range(TIMES):
        stage.site(CHATS)
        stage.reset()
        cost, seen = stage.run("senders.ours"), stage.count()
        lost, repeated = CHATS - seen["chats"], seen["sent"] - seen["chats"]
        speeds.append(CHATS / cost["seconds"])
        costs.append(cost["cpu"] / CHATS * 1000)
        faults += lost + repeated
        table.add(number + 1, speeds[-1], costs[-1], lost, repeated, cost["megabytes"])
    table.judge(f"≥ 1,000 messages/s: {median(speeds):,.0f}", median(speeds) >= 1000)
    table.judge(f"≤ 0.8 ms CPU per message: {median(costs):.2f} ms", median(costs) <= 0.8)
    table.judge(f"0 lost, 0 repeated: {faults}", faults == 0)
    return table
