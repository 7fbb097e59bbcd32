"""The surroundings of this process: its site's public address, its machine, and its bots."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings as django_settings

from briefs_bot import bots
from briefs_bot.conf import settings
from briefs_bot.telegram import buttons

LOCAL = "localhost"


@dataclass(frozen=True)
class Surroundings:
    address: str
    machine: str


def here() -> Surroundings:
    return Surroundings(address(), settings.MACHINE or socket.gethostname())


def address() -> str:
    """Return host and port of Wagtail's WAGTAILADMIN_BASE_URL; all local addresses are one."""
    url = getattr(django_settings, "WAGTAILADMIN_BASE_URL", None) or ""
    return LOCAL if buttons.is_local(url) else urlsplit(url).netloc.lower()


def bot_numbers() -> list[int]:
    return sorted({bots.number(token) for token in bots.tokens().values()})
