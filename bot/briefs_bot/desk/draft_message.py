"""A draft as the test that its editor receives: made by the code that announces, never in the ledger."""

import asyncio
from dataclasses import asdict, replace
from time import monotonic
from typing import Any

from asgiref.sync import async_to_sync
from django.core import signing
from django.utils import translation

from briefs_app import reader
from briefs_bot import guard, messages
from briefs_bot.bots import SiteBot
from briefs_bot.telegram import courier, refusals
from briefs_bot.telegram.limiter import open_limiter
from briefs_bot.telegram.priority import Priority
from briefs_bot.values import Button, Message, Place

SALT = "briefs_bot.desk.draft_message"
# Seconds: a preview may stay open for so long.
PREVIEW_LASTS = 86_400
# Seconds that the editor waits for a turn, and then for Telegram.
TURN_SECONDS = 3.0
CALL_SECONDS = 7.0
# In the place of the photo, which is read when it is sent.
PHOTO = "photo"


def of_draft(draft: Any) -> Message | None:
    """Return the test of a draft as it is, saved or not; None while it lacks its topic."""
    card = reader.draft(draft)
    if card is None:
        return None
    with translation.override(card.language):
        return messages.draft_announcement(card, PHOTO if card.photo_id else None, is_public=draft.live)


def sign(message: Message, user: Any, page: Any) -> str:
    """Return the message as text, which only this user may send, as a test of this page."""
    return signing.dumps([user.pk, page.pk, asdict(message)], salt=SALT, compress=True)


def signed(text: str, user: Any, page: Any) -> Message | None:
    """Return the message that `sign` wrote; None where it is too old, or not for this user and page."""
    try:
        user_id, page_id, fields = signing.loads(text, salt=SALT, max_age=PREVIEW_LASTS)
    except signing.BadSignature:
        return None
    if (user_id, page_id) != (user.pk, page.pk):
        return None
    rows = tuple(tuple(Button(**button) for button in row) for row in fields.pop("buttons"))
    return Message(buttons=rows, **fields)


def with_photo(message: Message) -> Message:
    """Return the message with the bytes of its photo, or without one where it cannot be read."""
    photo = reader.image(message.photo_id) if message.photo_id else None
    return replace(message, photo=photo) if photo else message.without_photo()


def send(bot: SiteBot, place: Place, message: Message, kind: str = "private") -> courier.Receipt:
    """Send it to one chat of this kind, at once. Raise a Refusal, after ten seconds at most."""
    if silence := guard.silence():
        raise refusals.Silenced(silence.reason)
    return async_to_sync(_send)(bot, place, message, kind)


def username(bot: SiteBot) -> str:
    """Return the bot's name on Telegram. Raise a Refusal."""
    return async_to_sync(_username)(bot)


async def _send(bot: SiteBot, place: Place, message: Message, kind: str) -> courier.Receipt:
    async with courier.open_bot(bot.token) as sender, open_limiter(bot.number) as limiter:
        await _take_turn(limiter, place.chat_id, kind)
        began = monotonic()
        try:
            async with asyncio.timeout(CALL_SECONDS):
                receipt = await courier.send(sender, place, message)
        except TimeoutError as error:
            raise refusals.Uncertain("Telegram did not answer in time.") from error
        except refusals.Flood as flood:
            await limiter.flood(
                flood.seconds, chat_id=place.chat_id, kind=kind, priority=Priority.PEOPLE, began=began
            )
            raise
        await limiter.succeeded(began)
        return receipt


async def _take_turn(limiter: Any, chat_id: int, kind: str) -> None:
    try:
        async with asyncio.timeout(TURN_SECONDS):
            wait = await limiter.turn(chat_id, kind, Priority.PEOPLE)
    except TimeoutError as error:
        raise refusals.Flood("The limiter gave no turn in time.", TURN_SECONDS) from error
    if wait:
        raise refusals.Flood("The limiter gave no turn.", wait)


async def _username(bot: SiteBot) -> str:
    async with courier.open_bot(bot.token) as caller:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await courier.probe(caller)
        except TimeoutError as error:
            raise refusals.TryLater("Telegram did not answer in time.", TURN_SECONDS) from error
        return caller.username
