"""The addresses of the webhooks: a short one of the default site's bot, and one with each bot's number."""

from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.urls import NoReverseMatch, reverse

from briefs_bot import bots
from briefs_bot.conf import settings
from briefs_bot.telegram import buttons

NAME = "briefs_telegram_webhook"


def default_bot() -> int | None:
    token = bots.tokens().get("")
    return bots.number(token) if token else None


def known_bots() -> set[int]:
    return {bots.number(token) for token in bots.tokens().values()}


def whole(bot: int) -> str:
    """Return the address for a bot. Raise a LookupError that says what to do."""
    root = getattr(django_settings, "WAGTAILADMIN_BASE_URL", "") or ""
    if not root:
        raise LookupError("Set WAGTAILADMIN_BASE_URL to the site's public root, or give --url.")
    try:
        return root.rstrip("/") + _path(bot)
    except NoReverseMatch as error:
        advice = 'path("telegram/", include("briefs_bot.urls"))'
        raise LookupError(f"The site has no address for updates: add {advice} to its urls.py.") from error


def mistake(address: str) -> str:
    """Return why Telegram cannot send updates there, and what to do; "" where nothing speaks against it."""
    if buttons.is_local(settings.API_URL):
        return ""  # the sandbox, or a Bot API server of one's own, may send anywhere
    if not address.startswith("https://"):
        return f"Telegram sends updates by https only, not to {address}. Set the site's public address."
    if buttons.is_local(address):
        return f"Telegram cannot reach {address}. Set the site's public address, or let run_bot poll."
    return ""


def is_ours(address: str, bot: int) -> bool:
    """Return whether the address has the path of our view for this bot."""
    try:
        return urlsplit(address).path in {_path(bot), reverse(NAME, args=[bot])}
    except NoReverseMatch:
        return False


def number_in(path: str) -> int | None:
    """Return the bot's number in the path of a webhook, 0 in that of the default site's bot; else None."""
    try:
        default = reverse(NAME)
    except NoReverseMatch:
        return None
    if path == default:
        return 0
    number = path.removeprefix(default).removesuffix("/")
    is_number = number.isascii() and number.isdigit() and len(number) < 20
    return (int(number) or None) if is_number and path == f"{default}{number}/" else None


def _path(bot: int) -> str:
    return reverse(NAME) if bot == default_bot() else reverse(NAME, args=[bot])
