"""From an editor's commit to the first call at Telegram, beside a bare Celery round trip; idle workers."""

from tests.bench.stage import Stage
from tests.bench.table import Table

CHATS = 100
TRIPS = 100
BRIEFS = 12


def run(stage: Stage) -> Table:
    bare = _bare(stage)
    first_call = _first_call(stage)
    table = Table(("what", "median, ms", "worst, ms"))
    table.add("bare Celery round trip", bare["median"], bare["worst"])
    table.add("commit → first call to Telegram", first_call["median"], first_call["worst"])
    multiple = first_call["median"] / bare["median"]
    table.judge(f"≤ 25 × a bare Celery round trip: {multiple:.1f} ×", multiple <= 25)
    return table


def _bare(stage: Stage) -> dict[str, float]:
    worker = stage.start_worker("tests.bench.senders.noop")
    trips = stage.run("senders.noop", TRIPS)
    stage.stop(worker)
    return trips


def _first_call(stage: Stage) -> dict[str, float]:
    stage.site(CHATS, "none")
    stage.reset()
    worker = stage.start_worker("cms")
    times = stage.run("senders.publishing", BRIEFS)
    stage.stop(worker)
    return times
