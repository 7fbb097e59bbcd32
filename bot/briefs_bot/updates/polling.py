"""Polls Telegram for updates, for ever, and acknowledges them once they are stored."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from briefs_bot.conversation.application import UPDATES
from briefs_bot.telegram import courier, refusals
from briefs_bot.updates.backoff import Backoff

logger = logging.getLogger(__name__)

# Seconds for which one getUpdates waits for updates; Telegram's limit is 50.
LONG_POLL = 30
# Seconds for which a refused token is retried, as Telegram may refuse a valid one for a moment.
TOKEN_RETRY_SECONDS = 300


async def poll(bot: Bot, store: Callable[[list[dict[str, Any]]], Awaitable[None]]) -> None:
    """Pass updates to `store`, for ever. Raise InvalidToken when Telegram refused the token for a while."""
    telegram = Backoff("updates")
    offset = 0
    while True:
        try:
            updates = await courier.get_updates(bot, offset, UPDATES, LONG_POLL)
        except TelegramError as error:
            await wait_before_retry(telegram, error)
            continue
        telegram.over()
        if updates:
            await store(updates)
            # The next getUpdates acknowledges these.
            offset = updates[-1]["update_id"] + 1


async def wait_before_retry(telegram: Backoff, error: TelegramError) -> None:
    """Wait before the next try, or raise the error where the token was refused for too long."""
    if isinstance(error, InvalidToken) and telegram.seconds > TOKEN_RETRY_SECONDS:
        logger.error("token_refused seconds=%.0f", telegram.seconds)
        raise error
    refusal = refusals.translated(error)
    await telegram.wait(error, at_least=refusal.seconds if isinstance(refusal, refusals.Flood) else 0.0)
