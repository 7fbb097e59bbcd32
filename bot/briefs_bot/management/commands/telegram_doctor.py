"""Examines the whole installation, from the token to the photos, and says what to do."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from briefs_bot import doctor
from briefs_bot.operations.diagnosis import Diagnosis, Level, is_healthy


class Command(BaseCommand):
    help = __doc__
    # It runs them itself, and goes on after them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for other programs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = doctor.diagnose()
        if options["json"]:
            told = {"healthy": is_healthy(found), "checks": [asdict(each) for each in found]}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self._write(found)
        if not is_healthy(found):
            errors = sum(each.level is Level.ERROR for each in found)
            raise CommandError(f"Errors: {errors}.")

    def _write(self, found: Sequence[Diagnosis]) -> None:
        width = max(len(each.name) for each in found)
        for each in found:
            self.stdout.write(f"{each.level:<7}  {each.name:<{width}}  {each.found}")
            if each.advice:
                self.stdout.write(f"{'':<{width + 9}}  → {each.advice}")
