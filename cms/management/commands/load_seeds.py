"""Loads the demo content into a site that has no briefs yet."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Page

from briefs_bot.desk import rights
from cms import seeds

FIRST_LEVEL = 2  # where Wagtail's own migration puts its welcome page
REAL = (
    "This is no empty site for local work: {why}. The demo content would become its front page. "
    "Run `make demo`, which has a database of its own, or say --force."
)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="load it into a real site, too")

    def handle(self, *args: Any, **options: Any) -> None:
        if seeds.are_there():
            self.stdout.write("There are briefs already: nothing was added.")
            return
        if not options["force"]:
            _refuse_a_real_site()
        with transaction.atomic():
            added = seeds.load()
            rights.grant()
        self.stdout.write(f"{added} briefs added.")


def _refuse_a_real_site() -> None:
    if not settings.DEBUG:
        raise CommandError(REAL.format(why="DEBUG is off"))
    if Page.objects.filter(depth__gt=FIRST_LEVEL).exists():
        raise CommandError(REAL.format(why="it has pages"))
