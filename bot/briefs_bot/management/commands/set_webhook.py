"""Lets Telegram send a bot's updates to this site, instead of `run_bot` polling for them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from briefs_bot.bots import SiteBot
from briefs_bot.conf import settings
from briefs_bot.conversation.application import UPDATES
from briefs_bot.management.site_bot import SiteBotCommand
from briefs_bot.updates import webhook_address

CLOSED = (
    "BRIEFS_TELEGRAM_WEBHOOK_SECRET is empty, so the site takes updates from nobody. Set it, for instance to "
    "what `python -c 'import secrets; print(secrets.token_urlsafe())'` prints, restart the site, try again."
)


class Command(SiteBotCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--url",
            default="",
            help="the whole address of the view (default: its path below WAGTAILADMIN_BASE_URL)",
        )
        parser.add_argument(
            "--max-connections",
            type=int,
            default=40,
            metavar="N",
            help="how many updates Telegram may send at once, 1 to 100 (default: %(default)s)",
        )

    def handle(self, *args: Any, site: str, url: str, max_connections: int, **options: Any) -> None:
        bot = self.find(site)
        if not settings.WEBHOOK_SECRET:
            raise CommandError(CLOSED)
        address = url or _address(bot)
        if mistake := webhook_address.mistake(address):
            raise CommandError(mistake)
        # Updates that wait are kept, and those that polling stored already are not handled again.
        self.call(
            bot,
            lambda telegram: telegram.set_webhook(
                address,
                secret_token=settings.WEBHOOK_SECRET,
                max_connections=max_connections,
                allowed_updates=UPDATES,
            ),
        )
        self.stdout.write(f"Telegram sends updates to {address}. Keep run_bot running: it answers them.")


def _address(bot: SiteBot) -> str:
    try:
        return webhook_address.whole(bot.number)
    except LookupError as error:
        raise CommandError(str(error)) from error
