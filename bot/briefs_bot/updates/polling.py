"""Asks Telegram for updates, for ever, and acknowledges them once they are stored."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from briefs_bot.conversation.application import UPDATES
from briefs_bot.telegram import courier, refusals
from briefs_bot.updates.patience import Patience

# Seconds for which one question waits for an answer; Telegram's own bound is 50.
LONG_POLL = 30
# Telegram may stumble over a token that is right; after so many seconds somebody has to look.
TOKEN_PATIENCE = 300


async def poll(bot: Bot, put_down: Callable[[list[dict[str, Any]]], Awaitable[None]]) -> None:
    """Raise InvalidToken when Telegram has not known the bot for a while."""
    telegram = Patience("Telegram gives no updates")
    offset = 0
    while True:
        try:
            updates = await courier.get_updates(bot, offset, UPDATES, LONG_POLL)
        except TelegramError as error:
            await put_off(telegram, error)
            continue
        telegram.over()
        if updates:
            await put_down(updates)
            # The next question acknowledges these.
            offset = updates[-1]["update_id"] + 1


async def put_off(telegram: Patience, error: TelegramError) -> None:
    """Wait before the next try, or give up."""
    if isinstance(error, InvalidToken) and telegram.seconds > TOKEN_PATIENCE:
        raise error
    refusal = refusals.translated(error)
    await telegram.wait(error, at_least=refusal.seconds if isinstance(refusal, refusals.Flood) else 0.0)
