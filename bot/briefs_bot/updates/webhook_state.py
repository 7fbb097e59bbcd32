"""Waits while Telegram sends the updates to a webhook; the log says where to, and what went wrong there."""

import asyncio
import logging

from telegram import Bot, WebhookInfo

from briefs_bot.conversation.application import UPDATES
from briefs_bot.telegram.token import hide
from briefs_bot.updates import webhook_address
from briefs_bot.updates.backoff import Backoff

logger = logging.getLogger(__name__)

# Seconds between two looks; after `drop_webhook` the bot polls so much later.
LOOK_EVERY = 5.0


async def wait_while_set(bot: Bot, telegram: Backoff) -> None:
    """Return once no webhook is set. Raise the library's own TelegramError."""
    told = WebhookInfo("", False, 0)
    while (now := await bot.get_webhook_info()).url:
        telegram.over()
        _tell_of_changes(bot.id, told, now)
        told = now
        await asyncio.sleep(LOOK_EVERY)
    if told.url:
        logger.info("updates_by_polling bot=%s", bot.id)


def _tell_of_changes(bot: int, told: WebhookInfo, now: WebhookInfo) -> None:
    if now.url != told.url:
        logger.info("updates_by_webhook bot=%s url=%s", bot, hide(now.url))
        if not webhook_address.is_ours(now.url, bot):
            advice = "run set_webhook to get the updates here, or drop_webhook to poll"
            logger.warning("webhook_elsewhere bot=%s advice=%r", bot, advice)
        if missing := set(UPDATES) - set(now.allowed_updates or UPDATES):
            advice = "run set_webhook again"
            logger.warning(
                "webhook_outdated bot=%s missing=%s advice=%r", bot, ",".join(sorted(missing)), advice
            )
    if now.last_error_date and now.last_error_date != told.last_error_date:
        said = hide(now.last_error_message or "")
        logger.warning("webhook_failed bot=%s at=%s said=%r", bot, now.last_error_date.isoformat(), said)
