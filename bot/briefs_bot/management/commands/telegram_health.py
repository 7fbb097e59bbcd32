"""Fails when nothing has looked for due work for a while, or nobody answers people: for health checks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from redis.exceptions import RedisError

from briefs_bot.doctor import answering
from briefs_bot.operations import diagnosis, health, runner

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

        parser.add_argument(
            "--answers",
            action="store_true",
            help="look whether a process answers people for each bot, instead of the tick",
        )

    def handle(self, *args: Any, max_age: int, answers: bool, **options: Any) -> None:
        if answers:
            self._check_answers()
        else:
            self._check_tick(max_age)

    def _check_answers(self) -> None:
        found = diagnosis.examine([answering.examine])
        if not diagnosis.is_healthy(found):
            raise CommandError(" ".join(each.found for each in found))
        self.stdout.write("Each bot answers.")

    def _check_tick(self, max_age: int) -> None:
        try:
            age = health.seconds_since_tick()
        except RedisError as error:
            raise CommandError(f"Redis does not answer: {type(error).__name__}.") from error
        if age is None or age > max_age:
            last = "There was no tick yet" if age is None else f"The last tick was {age:.0f} seconds ago"
            raise CommandError(f"{last}: {runner.of_this_host().cause}.")
        self.stdout.write(f"The last tick was {age:.0f} seconds ago.")
