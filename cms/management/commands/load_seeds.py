"""Loads the demo content; a second run adds what is new and leaves the rest alone."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cms import seeds


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            added = seeds.load()
        self.stdout.write(f"{added} briefs added.")
