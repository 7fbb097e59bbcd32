import asyncio

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from bot import updates
from bot.application import build
from bot.models import Chat, Subscription

PATIENCE = 30


@pytest.fixture
def crowd(security, telegram):
    """Forty people who follow security."""
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
    """The bot polls; do the steps one after another, each as soon as it returns something true."""

    async def run(*steps):
        ended = asyncio.Event()
        bot = asyncio.create_task(updates.run(build(telegram.token), ended))
        try:
            async with asyncio.timeout(PATIENCE):
                for step in steps:
                    while not bot.done() and not await sync_to_async(step)():
                        await asyncio.sleep(0.02)
        finally:
            ended.set()
            await bot

    return async_to_sync(run)
