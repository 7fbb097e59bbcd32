"""Checks of single settings: addresses, numbers, dotted paths, and misspelt names."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core import checks
from django.utils.module_loading import import_string

from briefs_bot.conf import Settings, settings
from briefs_bot.telegram import proxy, redis_address

POSITIVE: dict[str, Any] = {
    "RATE": (int, float),
    "HORIZON": (int, float),
    "LATEST": int,
    "LATEST_MAX": int,
    "BULK_LIMIT": int,
    "BATCH": int,
    "IN_FLIGHT": int,
    "LEASE": int,
    "KEEP_DELIVERIES": int,
    "KEEP_CHATS": int,
    "KEEP_STOPPED": int,
    "KEEP_UPDATES": int,
}
# Those that may be None.
OPTIONAL = ("IN_FLIGHT", "KEEP_DELIVERIES", "KEEP_CHATS", "KEEP_STOPPED")


def check_addresses() -> Iterator[checks.CheckMessage]:
    address = urlsplit(settings.API_URL)
    if address.scheme not in ("http", "https") or not address.netloc or address.path:
        hint = "Give the root alone, such as https://api.telegram.org, without /bot or a final slash."
        yield checks.Error(f"BRIEFS_TELEGRAM_API_URL is {settings.API_URL!r}.", hint, id="briefs_bot.E002")
    if mistake := proxy.mistake():
        hint = (
            "Write BRIEFS_TELEGRAM_PROXY, or HTTPS_PROXY in the environment, as http://user:password@host:3128"
            " or socks5://host:1080; SOCKS needs wagtail-briefs[socks]."
        )
        yield checks.Error(mistake, hint, id="briefs_bot.E008")
    if settings.PRIVACY_URL and not settings.PRIVACY_URL.startswith(("https://", "http://")):
        hint = "Write it whole, such as https://example.org/privacy/."
        said = f"BRIEFS_TELEGRAM_PRIVACY_URL is {settings.PRIVACY_URL!r}."
        yield checks.Error(said, hint, id="briefs_bot.E010")
    for mistake in redis_address.mistakes():
        hint = "Give an address such as redis://127.0.0.1:6379/0 or rediss://host/0?ssl_cert_reqs=required."
        yield checks.Error(mistake, hint, id="briefs_bot.E003")
    if redis_address.is_unverified():
        hint = "Add ?ssl_cert_reqs=required, and &ssl_ca_certs=/a/file where the authority is your own."
        said = "BRIEFS_TELEGRAM_REDIS_URL: Celery does not verify the server behind rediss:// alone."
        yield checks.Warning(said, hint, id="briefs_bot.W007")


def check_numbers() -> Iterator[checks.CheckMessage]:
    for name, kind in POSITIVE.items():
        value: Any = getattr(settings, name)
        if value is None and name in OPTIONAL:
            continue
        if isinstance(value, bool) or not isinstance(value, kind) or value <= 0:
            hint = "Set a whole number above 0." if kind is int else "Set a number above 0."
            yield checks.Error(f"BRIEFS_TELEGRAM_{name} is {value!r}.", hint, id="briefs_bot.E004")

    if not _are_minutes(settings.DELAYS):
        hint = "Give whole numbers of minutes above 0, like (5, 30)."
        yield checks.Error(f"BRIEFS_TELEGRAM_DELAYS is {settings.DELAYS!r}.", hint, id="briefs_bot.E004")


def _are_minutes(values: Any) -> bool:
    return isinstance(values, (list, tuple)) and all(type(value) is int and value > 0 for value in values)


def check_transport() -> Iterator[checks.CheckMessage]:
    try:
        import_string(settings.TRANSPORT)
    except ImportError:
        hint = "Give the dotted path of a telegram.request.BaseRequest."
        yield checks.Error(
            f"BRIEFS_TELEGRAM_TRANSPORT: cannot import {settings.TRANSPORT!r}.", hint, id="briefs_bot.E005"
        )


def check_names() -> Iterator[checks.CheckMessage]:
    known = Settings.__annotations__
    given = [
        name.removeprefix("BRIEFS_TELEGRAM_")
        for name in dir(django_settings)
        if name.startswith("BRIEFS_TELEGRAM_")
    ]
    for name in (name for name in given if name not in known):
        if nearest := get_close_matches(name, known, n=1, cutoff=0.8):
            hint = f"Did you mean BRIEFS_TELEGRAM_{nearest[0]}?"
            yield checks.Warning(
                f"BRIEFS_TELEGRAM_{name} is no setting of the bot.", hint, id="briefs_bot.W006"
            )
