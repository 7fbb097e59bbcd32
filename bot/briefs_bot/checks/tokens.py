"""Checks of tokens, of their keys, and of the secrets of the addresses that others call."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core import checks

from briefs_bot import bots, stored_tokens
from briefs_bot.conf import settings
from briefs_bot.telegram.token import hide

# What Telegram accepts.
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
METRICS_TOKEN = re.compile(r"[!-~]{16,}")


def check_token() -> Iterator[checks.CheckMessage]:
    if not isinstance(settings.BOT_TOKENS, dict):
        hint = 'Write {"second.example.org": "123:token"}.'
        yield checks.Error("BRIEFS_TELEGRAM_BOT_TOKENS must be a dict.", hint, id="briefs_bot.E001")
        return
    if not settings.BOT_TOKEN and not settings.BOT_TOKENS and not settings.TOKEN_KEYS:
        hint = "Get a token from @BotFather. Until then nothing is announced on Telegram."
        yield checks.Warning("BRIEFS_TELEGRAM_BOT_TOKEN is empty.", hint, id="briefs_bot.W001")
    given = {"BRIEFS_TELEGRAM_BOT_TOKEN": settings.BOT_TOKEN} if settings.BOT_TOKEN else {}
    given |= {
        f"BRIEFS_TELEGRAM_BOT_TOKENS[{hide(str(host))!r}]": token
        for host, token in settings.BOT_TOKENS.items()
    }
    for name, token in given.items():
        if not bots.is_token(token):
            hint = "Copy it whole from @BotFather: a number, a colon and a secret."
            yield checks.Error(f"{name} is not a token.", hint, id="briefs_bot.E001")
    numbers = Counter(bots.number(token) for token in bots.given().values() if bots.is_token(token))
    for number in (number for number, times in numbers.items() if times > 1):
        hint = "Make another bot with @BotFather; Telegram gives a bot's updates to one program only."
        yield checks.Error(f"Two sites share the bot {number}.", hint, id="briefs_bot.E007")


def check_token_keys() -> Iterator[checks.CheckMessage]:
    if not settings.TOKEN_KEYS:
        return
    if not stored_tokens.IS_INSTALLED:
        hint = "Install wagtail-briefs[stored-tokens]."
        said = "BRIEFS_TELEGRAM_TOKEN_KEYS needs the package cryptography."
        yield checks.Error(said, hint, id="briefs_bot.E013")
    elif not stored_tokens.are_keys(settings.TOKEN_KEYS):
        hint = "Make each by `cryptography.fernet.Fernet.generate_key().decode()`, and give a list of them."
        yield checks.Error("BRIEFS_TELEGRAM_TOKEN_KEYS has what is no key.", hint, id="briefs_bot.E013")


def check_webhook() -> Iterator[checks.CheckMessage]:
    secret: Any = settings.WEBHOOK_SECRET
    if not isinstance(secret, str) or not WEBHOOK_SECRET.fullmatch(secret):
        hint = "Give 1 to 256 of the characters A-Z, a-z, 0-9, _ and -; leave it empty where run_bot polls."
        said = "BRIEFS_TELEGRAM_WEBHOOK_SECRET is no secret that Telegram accepts."
        yield checks.Error(said, hint, id="briefs_bot.E009")


def check_metrics() -> Iterator[checks.CheckMessage]:
    token: Any = settings.METRICS_TOKEN
    if not isinstance(token, str) or (token and not METRICS_TOKEN.fullmatch(token)):
        hint = "Give 16 characters or more, without spaces; leave it empty where nobody reads /metrics."
        yield checks.Error("BRIEFS_TELEGRAM_METRICS_TOKEN is easy to guess.", hint, id="briefs_bot.E011")


def check_deployment(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Say that the address for updates is closed, which is right wherever `run_bot` polls."""
    if settings.WEBHOOK_SECRET:
        return []
    said = "BRIEFS_TELEGRAM_WEBHOOK_SECRET is empty: the address for a webhook answers 404."
    hint = "Polling needs none. For a webhook set one, restart the site, and run set_webhook."
    return [checks.Info(said, hint, id="briefs_bot.I001")]
