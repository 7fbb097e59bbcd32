"""Sends what is due without Celery, for cron or a systemd timer: it ends when nothing is due, or by time."""

from argparse import ArgumentParser
from time import monotonic, sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from briefs_bot import bots, guard
from briefs_bot.operations import alerts, due, health

SECONDS = 50
# Seconds between two looks at the database: what has to wait may still be called due.
PAUSE = 1.0


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--seconds",
            type=int,
            default=SECONDS,
            help="begin nothing more after so many seconds (default: %(default)s)",
        )

    def handle(self, *args: Any, seconds: int, **options: Any) -> None:
        health.record_tick()
        worked_on, is_done = _send(monotonic() + seconds)
        if due.tidy():
            alerts.tell()
        if silence := guard.silence():
            raise CommandError(f"{silence} Nothing is sent until “manage.py broadcast adopt”.")
        if not bots.configured():
            raise CommandError("No site has a bot: set BRIEFS_TELEGRAM_BOT_TOKEN. Nothing is sent.")
        rest = "nothing more is due" if is_done else "time is up, more is due"
        self.stdout.write(f"Worked on {len(worked_on)} broadcasts; {rest}.")


def _send(end: float) -> tuple[set[int], bool]:
    """Work until nothing is due, or until `end`; return the broadcasts worked on, and whether it is all."""
    worked_on: set[int] = set()
    while keys := due.find():
        if worked_on:
            sleep(PAUSE)
        for pk in keys:
            if monotonic() >= end:
                return worked_on, False
            worked_on.add(pk)
            due.send(pk)
    return worked_on, True
