"""Polls Telegram for updates, for ever, and acknowledges them once they are stored."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from briefs_bot.conversation.application import UPDATES
from briefs_bot.telegram import courier, refusals
from briefs_bot.updates.backoff import Backoff
from briefs_bot.updates.receiving import is_update
from briefs_bot.updates.webhook_state import wait_while_set

logger = logging.getLogger(__name__)

# Seconds for which one getUpdates waits for updates; Telegram's limit is 50.
LONG_POLL = 30
# Seconds for which a refused token is retried, as Telegram may refuse a valid one for a moment.
TOKEN_RETRY_SECONDS = 300

Store = Callable[[list[dict[str, Any]]], Awaitable[None]]


async def receive(bot: Bot, store: Store) -> None:
    """Pass updates to `store`, for ever, but for those that go to a webhook: the site stores them itself.

    Raise InvalidToken when Telegram refused the token for a while.
    """
    telegram = Backoff("updates")
    while True:
        try:
            await wait_while_set(bot, telegram)
            await _poll(bot, store, telegram)
        except TelegramError as error:
            if not _is_about_webhook(error):
                await wait_before_retry(telegram, error)


async def _poll(bot: Bot, store: Store, telegram: Backoff) -> None:
    """Poll until Telegram gives no updates. Raise the library's own TelegramError."""
    offset = 0
    while True:
        updates = await courier.get_updates(bot, offset, UPDATES, LONG_POLL)
        if updates:
            # The next getUpdates acknowledges these.
            offset = await _take(updates, store)
        telegram.over()


async def _take(updates: Any, store: Store) -> int:
    """Store what are updates; return the number after the last. Raise a NetworkError when there is none."""
    read = [each for each in updates if is_update(each)] if isinstance(updates, list) else []
    if not read:
        raise NetworkError("getUpdates gave something else than updates")
    await store(read)
    return read[-1]["update_id"] + 1


def _is_about_webhook(error: TelegramError) -> bool:
    """Return whether Telegram gives no updates since a webhook was set: not by two processes that poll."""
    return isinstance(error, Conflict) and refusals.says(error, ("webhook",))


async def wait_before_retry(telegram: Backoff, error: TelegramError) -> None:
    """Wait before the next try, or raise the error where the token was refused for too long."""
    if isinstance(error, InvalidToken) and telegram.seconds > TOKEN_RETRY_SECONDS:
        logger.error("token_refused seconds=%.0f", telegram.seconds)
        raise error
    refusal = refusals.translated(error)
    await telegram.wait(error, at_least=refusal.seconds if isinstance(refusal, refusals.Flood) else 0.0)
