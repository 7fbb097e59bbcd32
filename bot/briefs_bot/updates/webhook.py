"""The view to which Telegram sends updates: it stores them, and `run_bot` answers them."""

import hmac
import json
import logging
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from briefs_bot.conf import settings
from briefs_bot.models import IncomingUpdate
from briefs_bot.updates import waking, webhook_address
from briefs_bot.updates.database import AWAY
from briefs_bot.updates.receiving import as_row

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  its name
# Bytes; Telegram's updates have a few thousand.
LONGEST = 1_000_000
# Seconds after which Telegram sends an update again that could not be stored.
RETRY_AFTER = 5
LARGEST_ID = 2**63 - 1


# The last decorator, as AtomicWritesMiddleware and ATOMIC_REQUESTS look at the view itself: they would ask
# the database before the view may say that it is away.
@transaction.non_atomic_requests
@csrf_exempt
@require_POST
def receive(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Store an update of the default site's bot, or of the one with this number; 200 once it is committed."""
    bot = webhook_address.default_bot() if number is None else number
    if not settings.WEBHOOK_SECRET:
        return _refuse(404, bot, "BRIEFS_TELEGRAM_WEBHOOK_SECRET is empty")
    if not _knows_secret(request):
        return _refuse(403, bot, "wrong secret: run set_webhook again if it was changed")
    if bot is None or bot not in webhook_address.known_bots():
        return _refuse(404, bot, "no site has this bot")
    body = request.read(LONGEST + 1)
    if len(body) > LONGEST:
        return _refuse(413, bot, "too long")
    update = _parsed(body)
    return _refuse(400, bot, "not an update") if update is None else _store(bot, update)


def _store(bot: int, update: dict[str, Any]) -> HttpResponse:
    try:
        IncomingUpdate.objects.store([as_row(bot, update)])
    except AWAY as error:
        logger.warning("database_unavailable effect=update_refused error=%r", type(error).__name__)
        return HttpResponse(status=503, headers={"Retry-After": str(RETRY_AFTER)})
    waking.wake(bot)
    return HttpResponse()


def _knows_secret(request: HttpRequest) -> bool:
    given = request.headers.get(SECRET_HEADER, "")
    return hmac.compare_digest(given.encode(), settings.WEBHOOK_SECRET.encode())


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    return update if type(number) is int and 0 <= number <= LARGEST_ID else None


def _refuse(status: int, bot: int | None, reason: str) -> HttpResponse:
    """Telegram sends it again for a day, so that nothing is lost by a mistake in the settings."""
    logger.warning("update_refused bot=%s status=%s reason=%r", bot, status, reason)
    return HttpResponse(status=status)
