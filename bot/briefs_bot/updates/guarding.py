"""Keeps the bot from asking Telegram for anything while this installation may not send."""

import asyncio

from briefs_bot import guard
from briefs_bot.updates.database import AWAY, in_database

# Seconds between two questions, most of which the guard answers from memory.
ASK_EVERY = 1.0


async def may_speak() -> None:
    """Wait until it is certain that the installation may send."""
    while await _is_silent(if_unknown=True):
        await asyncio.sleep(ASK_EVERY)


async def silenced() -> None:
    """Wait until it is certain that the installation may not send any more."""
    while not await _is_silent(if_unknown=False):
        await asyncio.sleep(ASK_EVERY)


async def _is_silent(if_unknown: bool) -> bool:
    """Return whether it is silent, and `if_unknown` while the database is away."""
    try:
        return await in_database(guard.silence) is not None
    except AWAY:
        return if_unknown
