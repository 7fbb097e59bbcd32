"""`fetch_embeds` asks providers for the embeds of live briefs that are missing or expired."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from briefs_app.editing import embeds


class Command(BaseCommand):
    help = (
        "Fetch the embeds of live briefs that are missing or expired; pages never ask a provider. "
        "Run it from cron."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, help="Only of briefs that were published in the last days.")

    def handle(self, *args: Any, **options: Any) -> None:
        days = options["days"]
        counts = embeds.fetch_all(timezone.now() - timedelta(days=days) if days else None)
        self.stdout.write(
            f"{counts['fetched']} fetched, {counts['refused']} refused by their provider, "
            f"{counts['silent']} without an answer."
        )
