"""The base of the commands about one site's bot: the option --site, and calls of Telegram."""

from argparse import ArgumentParser
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand, CommandError
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from briefs_bot import bots, guard
from briefs_bot.bots import SiteBot
from briefs_bot.telegram import courier
from briefs_bot.telegram.token import hide

UNKNOWN_TOKEN = "Telegram does not know this bot's token: copy it again from @BotFather."  # noqa: S105


class SiteBotCommand(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site",
            default="",
            metavar="HOST",
            help="whose bot, of BRIEFS_TELEGRAM_BOT_TOKENS (default: the default site's)",
        )

    def find(self, site: str) -> SiteBot:
        try:
            return bots.named(site)
        except LookupError as error:
            raise CommandError(str(error)) from error

    def call(self, bot: SiteBot, work: Callable[[Bot], Awaitable[Any]]) -> Any:
        """Return what `work` returns, which gets the bot with its connection to Telegram."""
        if silence := guard.silence():
            raise CommandError(f"{silence} `broadcast adopt` lets this installation decide about the bot.")

        async def opened() -> Any:
            async with courier.open_bot(bot.token) as telegram:
                return await work(telegram)

        try:
            return async_to_sync(opened)()
        except InvalidToken as error:
            raise CommandError(UNKNOWN_TOKEN) from error
        except TelegramError as error:
            raise CommandError(f"Telegram did not accept it: {hide(error.message)}") from error
