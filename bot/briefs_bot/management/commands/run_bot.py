"""Answers people on Telegram: polls for their updates, or takes those that a webhook brought to the site."""

import asyncio
import signal
from contextlib import suppress
from typing import Any

from django.core.management.base import CommandError
from telegram.error import InvalidToken
from telegram.ext import Application

from briefs_bot.conversation.application import build
from briefs_bot.management.site_bot import UNKNOWN_TOKEN, SiteBotCommand
from briefs_bot.updates import running
from briefs_bot.updates.database import keep_connections


class Command(SiteBotCommand):
    help = __doc__

    def handle(self, *args: Any, site: str, **options: Any) -> None:
        keep_connections()
        application = build(self.find(site).token)
        self.stdout.write("The bot listens. Ctrl-C ends it.")
        try:
            asyncio.run(_run(application))
        except InvalidToken as error:
            raise CommandError(UNKNOWN_TOKEN) from error


async def _run(application: Application) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows, where Ctrl-C ends the process all the same
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await running.run(application, ended)
