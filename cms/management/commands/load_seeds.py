"""Loads the demo content into a site that has no briefs yet."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cms import seeds


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            added = seeds.load()
        self.stdout.write(
            f"{added} briefs added." if added else "There are briefs already: nothing was added."
        )
