"""Where the CPU time of our sender goes, by package and by our own functions, sampled on all its threads."""

from tests.bench.stage import Stage
from tests.bench.table import Table

CHATS = 10_000
SHOWN = 12


def run(stage: Stage) -> Table:
    stage.site(CHATS)
    stage.reset()
    seen = stage.run("senders.profiled")
    table = Table(("where", "ms per message", "share"))
    for title, seconds in (("**package**", seen["packages"]), ("**called from**", seen["functions"])):
        table.add(title, "", "")
        every = sum(seconds.values())
        for name, spent in sorted(seconds.items(), key=lambda item: -item[1])[:SHOWN]:
            table.add(f"`{name}`", spent / CHATS * 1000, f"{spent / every:.0%}")
    return table
