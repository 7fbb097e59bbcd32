"""Ends a bot's webhook: `run_bot` polls for its updates again."""

from typing import Any

from briefs_bot.management.site_bot import SiteBotCommand


class Command(SiteBotCommand):
    help = __doc__

    def handle(self, *args: Any, site: str, **options: Any) -> None:
        # Updates that wait are kept.
        self.call(self.find(site), lambda telegram: telegram.delete_webhook())
        self.stdout.write("Telegram sends updates to no address. Keep run_bot running: it polls for them.")
