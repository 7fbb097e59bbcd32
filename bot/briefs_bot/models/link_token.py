"""Tokens in deep links to the bot; the database has only their hashes."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

# How long a deep link may be opened.
LINK_LASTS = timedelta(minutes=15)


def make() -> str:
    return token_urlsafe(32)


def hashed(token: str) -> str:
    # The token is long and random, so a plain hash cannot be reversed.
    return sha256(token.encode()).hexdigest()
