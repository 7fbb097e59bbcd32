"""Runs the parts that are named, or all; prints a Markdown table for each, and with --write keeps it."""

import argparse

from tests.bench import machine, table
from tests.bench.parts import (
    answers,
    digests,
    flood,
    latency,
    peers,
    profile,
    rate,
    reading,
    scale,
    similar,
    similar_cost,
    sites,
    throughput,
    updates,
)
from tests.bench.stage import Stage

PARTS = {
    "machine": machine,
    "throughput": throughput,
    "peers": peers,
    "rate": rate,
    "scale": scale,
    "digests": digests,
    "latency": latency,
    "sites": sites,
    "answers": answers,
    "updates": updates,
    "flood": flood,
    "profile": profile,
    "reading": reading,
    "similar": similar,
    "similar_cost": similar_cost,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part", help=", ".join(PARTS))
    parser.add_argument("--write", action="store_true", help=f"keep the tables in {table.PAGE.name}")
    given = parser.parse_args()
    stage = Stage()
    try:
        for name in given.parts or PARTS:
            result = str(PARTS[name].run(stage))
            print(f"\n## {name}\n\n{result}", flush=True)
            if given.write:
                table.keep(name, result)
    finally:
        stage.close()


if __name__ == "__main__":
    main()
