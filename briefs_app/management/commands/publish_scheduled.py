"""Wagtail's command, object by object: one that fails holds up no other, and is reported."""

from typing import Any

from django.core.management.base import CommandError
from wagtail.management.commands import publish_scheduled

from briefs_app.editing.scheduling import run_schedule


class Command(publish_scheduled.Command):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
        elif failures := run_schedule():
            raise CommandError("Not done, and tried again the next time:\n" + "\n".join(failures))
