"""Fixtures of the bot's tests: many followers, a running bot, a chat that has to wait."""

import asyncio

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from telegram import Update

from briefs_bot.conversation.application import build
from briefs_bot.models import Chat, Subscription
from briefs_bot.telegram import limiter
from briefs_bot.updates import running

TIMEOUT = 30
A_MOMENT = 0.5


@pytest.fixture(autouse=True)
def _unindexed(unindexed):
    """The bot finds briefs by topic and date alone."""


@pytest.fixture
def quick_answers(monkeypatch):
    """Let the limiter give each chat as many turns as it wants; the sandbox of tests has no limits."""
    for kind in limiter.CHAT_PACE:
        monkeypatch.setitem(limiter.CHAT_PACE, kind, (0.001, 100))


@pytest.fixture
def crowd(security, telegram):
    """Return forty people who follow security."""
    people = telegram.add_crowd(40)
    chats = Chat.objects.bulk_create(
        Chat(bot=1000, telegram_id=person.id, kind="private", language="en") for person in people
    )
    Subscription.objects.bulk_create(
        Subscription(chat=chat, topic=security.translation_key) for chat in chats
    )
    return people


@pytest.fixture
def while_the_bot_runs(telegram):
    """Return a function that polls while it takes steps, each repeated until it returns something true."""

    async def run(*steps):
        ended = asyncio.Event()
        bot = asyncio.create_task(running.run(build(telegram.token), ended))
        try:
            async with asyncio.timeout(TIMEOUT):
                for step in steps:
                    while not bot.done() and not await sync_to_async(step)():
                        await asyncio.sleep(0.02)
        finally:
            ended.set()
            await bot

    return async_to_sync(run)


@pytest.fixture
def waits(telegram):
    """Return a function that writes as a person, and checks that no answer comes for a moment."""

    async def read():
        application = build(telegram.token)
        async with application, asyncio.timeout(A_MOMENT):
            for update in telegram.updates():
                await application.process_update(Update.de_json(update, application.bot))

    def waits(person, text, chat=None):
        place = chat or person.id
        before = len(telegram.messages(place))
        telegram.write(place, text, user=person)
        with pytest.raises(TimeoutError):
            async_to_sync(read)()
        assert not any(message.from_bot for message in telegram.messages(place)[before:])

    return waits
