"""What similar briefs cost whoever publishes and whoever reads, among few briefs and among many."""

from tests.bench.stage import Stage
from tests.bench.table import Table

SIZES = (1_000, 100_000)


def run(stage: Stage) -> Table:
    columns = (
        "briefs",
        "first publication, median ms",
        "worst ms",
        "publication of an edit, median ms",
        "similar briefs found for each",
        "reading the panel, ms",
        "its queries",
        "of these for similar briefs",
    )
    table = Table(columns)
    for size in SIZES:
        seen = stage.run("similarity.crowd", size, DATABASE_URL=stage.new_database(stage.template))
        table.add(
            size,
            seen["publishing"],
            seen["worst"],
            seen["again"],
            seen["found"],
            seen["reading"],
            seen["queries"],
            seen["own queries"],
        )
    most = f"{SIZES[-1]:,} briefs"
    table.judge(
        f"one publication ≤ 100 ms among {most}: {seen['publishing']:.0f} ms", seen["publishing"] <= 100
    )
    table.judge(f"reading ≤ 2 queries of its own: {seen['own queries']}", seen["own queries"] <= 2)
    return table
