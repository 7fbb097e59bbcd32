"""System checks that prove the TELEGRAM_… settings, and that what the bot stands on is installed."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from celery import current_app
from django.apps import apps
from django.core import checks
from django.utils.module_loading import import_string

from bot.conf import settings

POSITIVE: dict[str, Any] = {
    "RATE": (int, float),
    "HORIZON": (int, float),
    "LATEST": int,
    "LATEST_MAX": int,
    "BATCH": int,
    "IN_FLIGHT": int,
    "LEASE": int,
}


def register() -> None:
    checks.register(check_settings, "bot")


def check_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    return [
        *_check_token(),
        *_check_addresses(),
        *_check_numbers(),
        *_check_transport(),
        *_check_queue(),
        *_check_admin(),
    ]


def _check_token() -> Iterator[checks.CheckMessage]:
    if not settings.BOT_TOKEN:
        hint = "Get a token from @BotFather. Until then nothing is announced on Telegram."
        yield checks.Warning("TELEGRAM_BOT_TOKEN is empty.", hint, id="bot.W001")
    elif not re.fullmatch(r"\d+:[\w-]+", settings.BOT_TOKEN):
        hint = "Copy it whole from @BotFather: a number, a colon and a secret."
        yield checks.Error("TELEGRAM_BOT_TOKEN is not a token.", hint, id="bot.E001")


def _check_addresses() -> Iterator[checks.CheckMessage]:
    address = urlsplit(settings.API_URL)
    if address.scheme not in ("http", "https") or not address.netloc or address.path.rstrip("/"):
        hint = "Give the root alone, such as https://api.telegram.org, without /bot."
        yield checks.Error(f"TELEGRAM_API_URL is {settings.API_URL!r}.", hint, id="bot.E002")
    if urlsplit(settings.REDIS_URL).scheme not in ("redis", "rediss", "unix"):
        hint = "Give an address such as redis://127.0.0.1:6379/0."
        yield checks.Error("TELEGRAM_REDIS_URL is no address of a Redis.", hint, id="bot.E003")


def _check_numbers() -> Iterator[checks.CheckMessage]:
    for name, kind in POSITIVE.items():
        value: Any = getattr(settings, name)
        if value is None and name == "IN_FLIGHT":
            continue
        if isinstance(value, bool) or not isinstance(value, kind) or value <= 0:
            hint = "Set a whole number above 0." if kind is int else "Set a number above 0."
            yield checks.Error(f"TELEGRAM_{name} is {value!r}.", hint, id="bot.E004")


def _check_transport() -> Iterator[checks.CheckMessage]:
    try:
        import_string(settings.TRANSPORT)
    except ImportError:
        hint = "Give the dotted path of a telegram.request.BaseRequest."
        yield checks.Error(f"TELEGRAM_TRANSPORT: cannot import {settings.TRANSPORT!r}.", hint, id="bot.E005")


def _check_queue() -> Iterator[checks.CheckMessage]:
    """Publishing never fails for want of a queue, so nobody would notice."""
    if not current_app.conf.broker_url and not current_app.conf.task_always_eager:
        hint = "Set CELERY_BROKER_URL, and make a Celery app that reads Django's settings when Django starts."
        yield checks.Warning("Celery has no broker: nothing is sent.", hint, id="bot.W002")


def _check_admin() -> Iterator[checks.CheckMessage]:
    if not apps.is_installed("wagtail_modeladmin"):
        hint = "Add 'wagtail_modeladmin' to INSTALLED_APPS."
        yield checks.Error("Chats and broadcasts cannot be shown in the admin.", hint, id="bot.E006")
