"""Answers people on Telegram, by polling."""

import logging
from argparse import ArgumentParser
from typing import Any

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import TypeHandler

from bot import bots
from bot.application import UPDATES, build


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site",
            default="",
            metavar="HOST",
            help="whose bot, of TELEGRAM_BOT_TOKENS (default: the default site's)",
        )

    def handle(self, *args: Any, site: str, **options: Any) -> None:
        try:
            application = build(bots.named(site).token)
        except LookupError as error:
            raise CommandError(str(error)) from error
        application.add_handler(TypeHandler(Update, _renew_connections), group=-1)
        logging.getLogger("telegram.ext.Updater").addFilter(_in_one_line)
        self.stdout.write("The bot listens. Ctrl-C ends it.")
        try:
            # Telegram may be away for a while when we start.
            application.run_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
        except InvalidToken as error:
            raise CommandError(
                "Telegram does not know this bot's token: copy it again from @BotFather."
            ) from error


def _in_one_line(record: logging.LogRecord) -> bool:
    """A traceback tells nothing about a Telegram that is away when we end."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, TelegramError):
        record.msg, record.args = "Telegram did not answer: %s", (error,)
        record.exc_info = record.exc_text = None
    return True


async def _renew_connections(update: Update, context: Any) -> None:
    """As Django does before each request: the database may have been restarted since the last update."""
    await sync_to_async(close_old_connections)()
