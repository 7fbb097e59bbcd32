"""What grows with the number of chats: addressing, memory, cost. BENCH_FULL=1 brings a million."""

import os

from tests.bench.stage import Stage
from tests.bench.table import Table

SIZES = [1_000, 10_000, 100_000, *([1_000_000] if os.environ.get("BENCH_FULL") else [])]


def run(stage: Stage) -> Table:
    columns = (
        "chats",
        "addressing, s",
        "peak memory addressing, MB",
        "messages/s",
        "CPU per message, ms",
        "peak memory sending, MB",
    )
    table = Table(columns)
    seconds, costs, memory = [], [], []
    for chats in SIZES:
        stage.site(chats, "open")
        addressing = stage.run("senders.addressing")
        stage.reset()
        sending = stage.run("senders.ours")
        speed, cpu = chats / sending["seconds"], sending["cpu"] / chats * 1000
        table.add(chats, addressing["seconds"], addressing["megabytes"], speed, cpu, sending["megabytes"])
        seconds.append(1 / speed)
        costs.append(cpu)
        memory.append(sending["megabytes"])
    most = f"{SIZES[-1]:,} chats"
    # Beside the cheapest size: the smallest one pays for connecting, which would hide a growth.
    for what, spent in (("CPU", costs), ("time", seconds)):
        growth = spent[-1] / min(spent)
        table.judge(f"{what} per message at {most} ≤ 1.1 × the least: {growth:.2f} ×", growth <= 1.1)
    flat = memory[-1] <= 1.1 * memory[0]
    table.judge(f"memory flat to {most}: {memory[0]:.0f} → {memory[-1]:.0f} MB", flat)
    return table
