"""Answers people on Telegram, by polling."""

from typing import Any

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from telegram import Update
from telegram.error import InvalidToken
from telegram.ext import TypeHandler

from bot.application import UPDATES, build
from bot.conf import settings


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BOT_TOKEN:
            raise CommandError("TELEGRAM_BOT_TOKEN is empty: get a token from @BotFather.")
        application = build()
        application.add_handler(TypeHandler(Update, _renew_connections), group=-1)
        self.stdout.write("The bot listens. Ctrl-C ends it.")
        try:
            # Telegram may be away for a while when we start.
            application.run_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
        except InvalidToken as error:
            raise CommandError(
                "Telegram does not know TELEGRAM_BOT_TOKEN: copy it again from @BotFather."
            ) from error


async def _renew_connections(update: Update, context: Any) -> None:
    """As Django does before each request: the database may have been restarted since the last update."""
    await sync_to_async(close_old_connections)()
