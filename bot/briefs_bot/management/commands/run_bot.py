"""Answers people on Telegram, by polling."""

import asyncio
import signal
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from telegram.error import InvalidToken
from telegram.ext import Application

from briefs_bot import bots, updates
from briefs_bot.conversation.application import build


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site",
            default="",
            metavar="HOST",
            help="whose bot, of BRIEFS_TELEGRAM_BOT_TOKENS (default: the default site's)",
        )

    def handle(self, *args: Any, site: str, **options: Any) -> None:
        try:
            application = build(bots.named(site).token)
        except LookupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The bot listens. Ctrl-C ends it.")
        try:
            asyncio.run(_run(application))
        except InvalidToken as error:
            raise CommandError(
                "Telegram does not know this bot's token: copy it again from @BotFather."
            ) from error


async def _run(application: Application) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows, where Ctrl-C ends the process all the same
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await updates.run(application, ended)
