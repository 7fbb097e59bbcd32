"""The view to which Telegram sends updates: it stores them, and `run_bot` answers them."""

import hmac
import json
import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from briefs_bot.conf import settings
from briefs_bot.models import IncomingUpdate
from briefs_bot.updates import waking, webhook_address
from briefs_bot.updates.database import AWAY
from briefs_bot.updates.receiving import as_row, is_update

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  its name
# Bytes; Telegram's updates have a few thousand.
LONGEST = 1_000_000
# What Telegram is told with 503: the seconds after which it sends an update again that could not be stored.
RETRY_LATER = {"Retry-After": "5"}


# The last decorator, as AtomicWritesMiddleware and ATOMIC_REQUESTS look at the view itself: they would ask
# the database before the view may say that it is away.
@transaction.non_atomic_requests
@csrf_exempt
@require_POST
def receive(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Store an update of the default site's bot, or of the one with this number; 200 once it is committed."""
    given = request.headers.get(SECRET_HEADER, "")
    status = refusal(given, number) or store([(number, request.read(LONGEST + 1))])[0]
    return HttpResponse(status=status, headers=RETRY_LATER if status == 503 else None)


def refusal(given: str, number: int | None) -> int:
    """Return the status for who posts with this secret to a bot's address, 0 for Telegram; no query."""
    if not settings.WEBHOOK_SECRET:
        return _refuse(404, number, "BRIEFS_TELEGRAM_WEBHOOK_SECRET is empty")
    if not hmac.compare_digest(given.encode(), settings.WEBHOOK_SECRET.encode()):
        return _refuse(403, number, "wrong secret: run set_webhook again if it was changed")
    return 0


def store(posted: Sequence[tuple[int | None, bytes]]) -> list[int]:
    """Store updates, by one statement; return the status for each.

    `posted` are the numbers in the addresses, None for the default site's bot, and the bodies.
    """
    read = [_read(number, body) for number, body in posted]
    rows = [row for row in read if isinstance(row, IncomingUpdate)]
    status = _store(rows) if rows else 200
    return [status if isinstance(each, IncomingUpdate) else each for each in read]


def _read(number: int | None, body: bytes) -> IncomingUpdate | int:
    """Return the row, or the status of a refusal."""
    bot = webhook_address.default_bot() if number is None else number
    if bot is None or bot not in webhook_address.known_bots():
        return _refuse(404, bot, "no site has this bot")
    if len(body) > LONGEST:
        return _refuse(413, bot, "too long")
    update = _parsed(body)
    return _refuse(400, bot, "not an update") if update is None else as_row(bot, update)


def _store(rows: Sequence[IncomingUpdate]) -> int:
    try:
        IncomingUpdate.objects.store(rows)
    except AWAY as error:
        logger.warning("database_unavailable effect=update_refused error=%r", type(error).__name__)
        return 503
    for bot in {row.bot for row in rows}:
        waking.wake(bot)
    return 200


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if is_update(update) else None


def _refuse(status: int, bot: int | None, reason: str) -> int:
    """Telegram sends it again for a day, so that nothing is lost by a mistake in the settings."""
    logger.warning("update_refused bot=%s status=%s reason=%r", bot or "default", status, reason)
    return status
