"""Tokens that lie encrypted in the database, for hosts that have keys in BRIEFS_TELEGRAM_TOKEN_KEYS."""

import logging
from dataclasses import dataclass, field
from importlib.util import find_spec
from time import monotonic
from typing import Any

from django.apps import apps
from django.db import DatabaseError, InterfaceError

from briefs_bot.conf import settings

IS_INSTALLED = find_spec("cryptography") is not None
if IS_INSTALLED:
    from cryptography.fernet import Fernet, InvalidToken, MultiFernet

logger = logging.getLogger(__name__)

# Seconds for which one process remembers the tokens: each request and each run asks for them.
HOLDS = 5.0


class Unreadable(Exception):
    """A stored token that none of the keys decrypts."""


@dataclass
class Memory:
    """The stored tokens by host name, as this process read them last; `until` is 0 where it has not."""

    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    until: float = 0.0

    def forget(self) -> None:
        self.until = 0.0


memory = Memory()


def are_used() -> bool:
    return IS_INSTALLED and bool(settings.TOKEN_KEYS)


def read() -> dict[str, str]:
    """Return the tokens by host name; the key is "" for the default site. Without keys ask no database.

    While the database is away, return what it said before. Leave out what cannot be decrypted: a check tells.
    """
    if not are_used():
        return {}
    if monotonic() >= memory.until:
        try:
            memory.tokens = _read()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("database_unavailable effect=tokens_not_read error=%r", type(error).__name__)
        memory.until = monotonic() + HOLDS
    return dict(memory.tokens)


def _read() -> dict[str, str]:
    found: dict[str, str] = {}
    for host, secret in rows().values_list("host", "secret"):
        try:
            found[host] = decrypted(secret)
        except Unreadable:
            logger.error("token_unreadable host=%r", host)
    return found


def rows() -> Any:
    return apps.get_model("briefs_bot", "StoredToken").objects.all()


def encrypted(token: str) -> str:
    return _keys().encrypt(token.encode()).decode()


def decrypted(secret: str) -> str:
    """Raise Unreadable where none of the keys fits."""
    try:
        return _keys().decrypt(secret.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def encrypted_anew(secret: str) -> str:
    """Return it encrypted with the first key. Raise Unreadable where none of the keys fits."""
    return encrypted(decrypted(secret))


def are_keys(given: Any) -> bool:
    """Return whether this is a list of keys as `Fernet.generate_key` makes them."""
    try:
        return isinstance(given, (list, tuple)) and all(isinstance(key, str) and Fernet(key) for key in given)
    except ValueError:
        return False


def _keys() -> "MultiFernet":
    return MultiFernet([Fernet(key) for key in settings.TOKEN_KEYS])
