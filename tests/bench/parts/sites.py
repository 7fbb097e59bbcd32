"""A brief of one site while another site's broadcast goes out: one worker for all bots, and one for each."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.stage import BIN, Stage
from tests.bench.table import Table

# At Telegram's usual rate it goes on for longer than the part takes.
CHATS = 10_000
BRIEFS = 5
HOST = "second.example.org"
SITES = {"TELEGRAM_BOT_TOKENS": f"{HOST}=2000:bench", "TELEGRAM_RATE": "28"}
QUEUES = {"TELEGRAM_BOT_QUEUES": f"{HOST}=second"}


def run(stage: Stage) -> Table:
    table = Table(("workers", "median, s", "worst, s"))
    together = _arrival(stage, ["celery,telegram"], {})
    apart = _arrival(stage, ["celery,telegram", "second"], QUEUES)
    table.add("one for all bots", together["median"], together["worst"])
    table.add("one for the queue of each bot", apart["median"], apart["worst"])
    table.judge(f"with a queue of its own ≤ 2 s: {apart['worst']:.2f} s", apart["worst"] <= 2)
    return table


def _arrival(stage: Stage, queues: list[str], setting: dict[str, str]) -> dict[str, float]:
    stage.site(CHATS)
    stage.reset()
    environment = SITES | setting
    with TemporaryDirectory() as folder:
        return _timed(stage, queues, Path(folder) / "beat", environment)


def _timed(stage: Stage, queues: list[str], schedule: Path, environment: dict[str, str]) -> dict[str, float]:
    started = [stage.start_worker("cms", names, **environment) for names in queues]
    # Whose tick has the large broadcast go on.
    started.append(stage.start(BIN / "celery", "-A", "cms", "beat", "-s", schedule, **environment))
    times = stage.run("senders.two_sites", BRIEFS, **environment)
    for process in reversed(started):
        stage.stop(process)
    return times
