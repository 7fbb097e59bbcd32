"""Fills a migrated database: `filling ours|roost PAGES`."""

import sys
from importlib import import_module

import django

from tests.bench.meter import metered

if __name__ == "__main__":
    django.setup()
    with metered():
        import_module(f"tests.bench.reading.{sys.argv[1]}.site").fill(int(sys.argv[2]))
