"""Fails when no worker has run the tick for a while: a health check for the worker and for Celery's beat."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from redis.exceptions import RedisError

from briefs_bot.operations import health

MAX_AGE = 120


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--max-age",
            type=int,
            default=MAX_AGE,
            metavar="SECONDS",
            help="how old the last tick may be (default: %(default)s)",
        )

    def handle(self, *args: Any, max_age: int, **options: Any) -> None:
        try:
            age = health.seconds_since_tick()
        except RedisError as error:
            raise CommandError(f"Redis does not answer: {type(error).__name__}.") from error
        if age is None or age > max_age:
            last = "There was no tick yet" if age is None else f"The last tick was {age:.0f} seconds ago"
            raise CommandError(f"{last}: no worker takes tasks, or Celery's beat does not run.")
        self.stdout.write(f"The last tick was {age:.0f} seconds ago.")
