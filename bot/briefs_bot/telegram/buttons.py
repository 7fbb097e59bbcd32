"""The buttons under a message, as Telegram takes them."""

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from briefs_bot.conf import settings
from briefs_bot.values import Button


def markup(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    kept = [[_button(button) for button in row if not button.url or opens(button.url)] for row in rows]
    return InlineKeyboardMarkup([row for row in kept if row]) if any(kept) else None


def packed(rows: tuple[tuple[Button, ...], ...]) -> str:
    """Return the keyboard as JSON, or "" without buttons."""
    return _packed(rows, settings.API_URL)


@lru_cache(maxsize=16)
def _packed(rows: tuple[tuple[Button, ...], ...], _api_url: str) -> str:
    keyboard = markup(rows)
    return keyboard.to_json() if keyboard else ""


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    return InlineKeyboardButton(button.text, callback_data=button.data)


def opens(url: str) -> bool:
    """Return whether Telegram accepts the link: it refuses messages with local ones, the sandbox does not."""
    return not is_local(url) or is_local(settings.API_URL)


@lru_cache(maxsize=64)
def is_local(url: str) -> bool:
    """Return whether only this machine or its own network can open the URL."""
    host = urlsplit(url).hostname or "localhost"
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(".localhost")
