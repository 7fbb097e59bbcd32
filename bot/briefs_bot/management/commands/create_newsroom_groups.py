"""Gives the groups of a newsroom their rights on Telegram, and makes those that are missing."""

from typing import Any

from django.core.management.base import BaseCommand

from briefs_bot.desk import rights


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Groups with rights on Telegram: {', '.join(rights.grant())}.")
