"""`rebuild_similar` finds the similar briefs of all briefs that have none yet, or old ones."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from briefs_app import similar


class Command(BaseCommand):
    help = "Find similar briefs where they are missing or out of date. May be broken off and run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="Count and compare all briefs anew.")

    def handle(self, *args: Any, **options: Any) -> None:
        def progress(step: str, briefs: Iterable[Any], total: int) -> Iterable[Any]:
            # Shown on a terminal only.
            return tqdm(briefs, step, total, unit=" briefs", disable=None)

        similar.rebuild(progress, again=options["again"])
