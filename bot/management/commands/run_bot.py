"""Answers people on Telegram, by polling."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from telegram.error import InvalidToken

from bot.application import UPDATES, build
from bot.conf import settings


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BOT_TOKEN:
            raise CommandError("TELEGRAM_BOT_TOKEN is empty: get a token from @BotFather.")
        self.stdout.write("The bot listens. Ctrl-C ends it.")
        try:
            # Telegram may be away for a while when we start.
            build().run_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
        except InvalidToken as error:
            raise CommandError(
                "Telegram does not know TELEGRAM_BOT_TOKEN: copy it again from @BotFather."
            ) from error
