"""How fast readers are answered, of few and of many briefs, beside Wagtail's own API and wagtail-roost."""

import json
import sys
import time
from dataclasses import dataclass, field
from itertools import chain
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.stage import Stage
from tests.bench.table import Table

SIZES = (1_000, 100_000)
SECONDS = 40
WAGTAIL, ROOST = "Wagtail's own", "wagtail-roost"
# What is asked, of which site; each of ours stands above the peers it is measured against.
ROWS = {
    "API listing": {
        "wagtail-briefs": ("ours", "listing"),
        f"{WAGTAIL}, `order=-brief_date`": ("ours", "plain listing"),
        f"{WAGTAIL}, in the order of the tree": ("ours", "plain listing in order of the tree"),
    },
    "API detail": {"wagtail-briefs": ("ours", "detail"), WAGTAIL: ("ours", "plain detail")},
    "page": {"wagtail-briefs": ("ours", "page"), ROOST: ("roost", "page")},
    "page, as another reader had it": {"wagtail-briefs": ("ours", "page that another reader had")},
    "page, unchanged since": {"wagtail-briefs": ("ours", "page again")},
    "index": {"wagtail-briefs": ("ours", "index"), ROOST: ("roost", "index")},
    "feed": {"wagtail-briefs": ("ours", "feed"), ROOST: ("roost", "feed")},
    "`reader.latest(5)`": {"wagtail-briefs": ("ours", "latest")},
}
Key = tuple[str, str]


@dataclass
class Cost:
    queries: int
    times: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return median(self.times)


Costs = dict[Key, Cost]


class Asking:
    """A process that asks a site of its own; others wait meanwhile."""

    def __init__(self, stage: Stage, site: str, template: str, size: int, **environment: str) -> None:
        environment["DATABASE_URL"] = stage.new_database(template)
        environment["DJANGO_SETTINGS_MODULE"] = _settings(site)
        stage.run("reading.filling", site, size, **environment)
        self.site = site
        self.process = stage.start(sys.executable, "-m", "tests.bench.reading.asking", site, **environment)
        self.costs = {(site, question): Cost(queries) for question, queries in self._read().items()}

    def ask(self) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        for question, seconds in self._read().items():
            self.costs[self.site, question].times.append(seconds)

    def _read(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"The site of {self.site} does not answer.")
        return json.loads(line)


def run(stage: Stage) -> Table:
    with TemporaryDirectory(prefix="briefs-media-") as media:
        templates = {"ours": stage.template, "roost": _roost_template(stage)}
        asking = {
            size: [Asking(stage, *site, size, BENCH_MEDIA=media) for site in templates.items()]
            for size in SIZES
        }
        # Taking turns, so that whatever else the machine does troubles all of them alike.
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            for one in chain(*asking.values()):
                one.ask()
        for one in chain(*asking.values()):
            stage.stop(one.process)
    few, many = ({key: cost for one in asking[size] for key, cost in one.costs.items()} for size in SIZES)
    return _judged(_table(few, many), few, many)


def _roost_template(stage: Stage) -> str:
    address = stage.new_database("template0")
    migrate = (sys.executable, "manage.py", "migrate", "-v", "0")
    stage.wait(stage.start(*migrate, DATABASE_URL=address, DJANGO_SETTINGS_MODULE=_settings("roost")))
    return address.partition("?")[0].rpartition("/")[2]


def _settings(site: str) -> str:
    return f"tests.bench.reading.{site}.settings"


def _table(few: Costs, many: Costs) -> Table:
    sizes = [title for size in SIZES for title in (f"requests/s of {size:,}", "queries")]
    table = Table(("asked for", "of", *sizes, "time, × of the smaller"))
    for what, answerers in ROWS.items():
        for name, key in answerers.items():
            cells = [cell for costs in (few, many) for cell in (1 / costs[key].seconds, costs[key].queries)]
            table.add(what, name, *cells, _growth(key, few, many))
    return table


def _judged(table: Table, few: Costs, many: Costs) -> Table:
    listing, plain = ("ours", "listing"), ("ours", "plain listing")
    for size, costs in zip(SIZES, (few, many), strict=True):
        times = costs[listing].seconds / costs[plain].seconds
        goal = f"API listing of {size:,} ≤ 1.3 × of Wagtail's own of the same briefs: {times:.2f} ×"
        table.judge(goal, times <= 1.3)
    ours, theirs = _growth(listing, few, many), _growth(plain, few, many)
    table.judge(
        f"API listing grows no faster than Wagtail's own: {ours:.2f} × to {theirs:.2f} ×", ours <= theirs
    )
    latest = _growth(("ours", "latest"), few, many)
    table.judge(f"`reader.latest` of {SIZES[1]:,} ≤ 1.5 × of {SIZES[0]:,}: {latest:.2f} ×", latest <= 1.5)
    again = min(1 / costs["ours", "page that another reader had"].seconds for costs in (few, many))
    table.judge(f"page as another reader had it ≥ 400 a second: {again:.0f}", again >= 400)
    for what in ("page", "feed"):
        for size, costs in zip(SIZES, (few, many), strict=True):
            times = costs["roost", what].seconds / costs["ours", what].seconds
            table.judge(f"{what} of {size:,} ahead of {ROOST}: {times:.2f} × as fast", times > 1)
    steady = all(few[key].queries == many[key].queries for key in few if key[0] == "ours")
    table.judge("our queries as many with many briefs as with few", steady)
    return table


def _growth(key: Key, few: Costs, many: Costs) -> float:
    return many[key].seconds / few[key].seconds
