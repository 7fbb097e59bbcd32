"""Stores a bot's token in the database, encrypted; removes it, or encrypts all anew with the first key."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.views.decorators.debug import sensitive_variables
from wagtail.models import Site

from briefs_bot import bots, stored_tokens
from briefs_bot.models import StoredToken


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action",
            choices=["set", "remove", "rotate"],
            help="set: read the token from standard input; rotate: encrypt all with the first of the keys",
        )
        parser.add_argument(
            "--site", default="", metavar="HOST", help="whose bot (default: the default site's)"
        )

    def handle(self, *args: Any, action: str, site: str, **options: Any) -> None:
        if not stored_tokens.are_used():
            raise CommandError("Set BRIEFS_TELEGRAM_TOKEN_KEYS, and install wagtail-briefs[stored-tokens].")
        host = site.strip().lower()
        if action == "rotate":
            said = self._rotate()
        elif action == "set":
            said = self._set(host)
        else:
            said = "Removed." if StoredToken.objects.remove(host) else "Nothing is stored for it."
        self.stdout.write(said)

    def _rotate(self) -> str:
        try:
            count = StoredToken.objects.encrypt_anew()
        except stored_tokens.Unreadable as error:
            raise CommandError("A token fits none of the keys: nothing was changed.") from error
        return f"{count} encrypted with the first key. Now the other keys can go."

    @sensitive_variables("token")
    def _set(self, host: str) -> str:
        if not bots.site_named(host, list(Site.objects.all())):
            raise CommandError(f"No site has the host name {host!r}.")
        token = (getpass("Token: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
        if not bots.is_token(token):
            raise CommandError("That is no token: a number, a colon and a secret.")
        row = StoredToken.objects.keep(host, token)
        wins = " The settings have one, too, which wins." if host in bots.given() else ""
        return f"Stored for bot {row.bot}.{wins}"
