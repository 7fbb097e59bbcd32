"""Where the figures were taken."""

import os
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psycopg

from tests.bench.stage import Stage
from tests.bench.table import Table

PACKAGES = ("django", "wagtail", "celery", "python-telegram-bot", "aiohttp", "aiogram", "aiogram-broadcaster")


def run(stage: Stage) -> Table:
    table = Table(("what", "here"))
    table.add("taken on", date.today().isoformat())
    table.add("processor", f"{_processor()}, {os.cpu_count()} cores")
    table.add("load before", f"{os.getloadavg()[0]:.1f}")
    table.add("Python", f"{platform.python_version()} on {sys.platform}")
    with psycopg.connect(stage.postgres) as connection:
        table.add("PostgreSQL", connection.execute("SHOW server_version").fetchone()[0])
    table.add("Valkey", stage.redis.info("server").get("valkey_version", "?"))
    table.add("packages", ", ".join(f"{name} {version(name)}" for name in PACKAGES))
    return table


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
