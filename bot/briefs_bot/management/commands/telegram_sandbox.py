"""Runs the local stand-in for Telegram, with its chat page."""

import asyncio
import errno
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from briefs_bot.sandbox import Sandbox
from briefs_bot.sandbox.demo import populate
from briefs_bot.sandbox.server import serve

DEFAULT_TOKEN = "1000:sandbox"  # noqa: S105 (no secret)
KEPT = 50_000
# Ids go on after a restart: what a database remembers of the last run must not point to new messages.
EPOCH = 1_750_000_000


class Command(BaseCommand):
    help = (
        "Runs a local stand-in for Telegram: the Bot API for BRIEFS_TELEGRAM_API_URL, and a chat page at /."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8081, help="port to listen on (default: %(default)s)")
        parser.add_argument(
            "--allow-host",
            action="append",
            default=[],
            metavar="NAME",
            help="another host name to be called by, and to post updates to, such as a container's",
        )
        parser.add_argument("--token", help="the bot's token (default: BRIEFS_TELEGRAM_BOT_TOKEN)")
        parser.add_argument("--no-limits", action="store_true", help="lift Telegram's flood limits")
        parser.add_argument(
            "--keep", type=int, default=KEPT, help="sent messages to remember (default: %(default)s)"
        )
        parser.add_argument("--latency", type=float, default=0.0, help="seconds before every answer")

    def handle(self, **options: Any) -> None:
        sandbox = Sandbox(
            token=options["token"] or getattr(settings, "BRIEFS_TELEGRAM_BOT_TOKEN", "") or DEFAULT_TOKEN,
            limits=not options["no_limits"],
            ids_from=int(time.time()) - EPOCH,
            keep=options["keep"],
            latency=options["latency"],
        )
        sandbox.populate = populate
        sandbox.reset()
        self._serve(sandbox, options["host"], options["port"], options["allow_host"])

    def _serve(self, sandbox: Sandbox, host: str, port: int, hosts: list[str]) -> None:
        def ready() -> None:
            self.stdout.write(f"Telegram sandbox: http://{host}:{port}/ (stop with Ctrl+C)")
            self.stdout.flush()

        try:
            asyncio.run(serve(sandbox, host, port, ready, [host, *hosts]))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise CommandError(
                f"Port {port} is taken. Stop the program that uses it, or choose another with --port "
                f"and point BRIEFS_TELEGRAM_API_URL to it."
            ) from error
