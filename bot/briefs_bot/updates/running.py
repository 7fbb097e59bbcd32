"""Runs the bot from its first call to Telegram until it is told to end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from briefs_bot.operations import alerts
from briefs_bot.telegram.limiter import open_limiter
from briefs_bot.updates.backoff import Backoff
from briefs_bot.updates.cancelling import cancel
from briefs_bot.updates.database import AWAY
from briefs_bot.updates.dispatcher import Dispatcher
from briefs_bot.updates.guarding import may_speak, silenced
from briefs_bot.updates.inbox import Inbox
from briefs_bot.updates.lease import Lease
from briefs_bot.updates.polling import receive, wait_before_retry
from briefs_bot.updates.waking import listen

logger = logging.getLogger(__name__)

# Seconds for running answers when the bot is told to end, and for marking what was handled: with those
# for leaving the lease together less than the ten after which a container is killed.
LAST_ANSWERS = 8.0
LAST_WRITING = 1.0
# Seconds between two looks for trouble.
WATCH_EVERY = 30.0


async def run(application: Application, ended: asyncio.Event) -> None:
    """Answer people until `ended` is set; while another process answers them, wait for its end.

    Raise InvalidToken when Telegram does not know the bot.
    """
    try:
        if await _until(ended, _begin(application)):
            await _answer(application, ended)
    finally:
        if application.running:
            await application.stop()
        await application.shutdown()
        await application.bot.shutdown()  # also where it was not ready yet


async def _answer(application: Application, ended: asyncio.Event) -> None:
    lease, inbox = Lease(application.bot.id), Inbox(application.bot)
    try:
        while await _until(ended, may_speak()) and await _until(ended, lease.take()):
            async with lease.kept() as lost, _at_work(application, inbox, lost) as works:
                await _until(ended, *works, _when(lost), silenced())
    finally:
        await lease.release()


async def _begin(application: Application) -> None:
    """Initialize the application; wait for Telegram where it is away, and while nothing may be sent."""
    await may_speak()
    telegram = Backoff("telegram")
    while True:
        try:
            await application.initialize()
            break
        except InvalidToken:
            raise
        except TelegramError as error:
            await wait_before_retry(telegram, error)
    telegram.over()
    if application.post_init:
        await application.post_init(application)
    await application.start()


@asynccontextmanager
async def _at_work(
    application: Application, inbox: Inbox, lost: asyncio.Event
) -> AsyncIterator[list[Coroutine[Any, Any, None]]]:
    bot = application.bot
    async with open_limiter(bot.id) as limiter:
        dispatcher = Dispatcher(application, limiter, inbox.settle)
        logger.info("bot_started bot=%s", bot.id)
        try:
            handing_on = [inbox.hand_on(dispatcher.add), inbox.mark(), dispatcher.run()]
            yield [receive(bot, inbox.store), listen(bot.id, inbox.wake), *handing_on, watch()]
        finally:
            # Another process may answer already what this one lost its right to answer.
            await dispatcher.end(0 if lost.is_set() else LAST_ANSWERS)
            with suppress(TimeoutError):
                await asyncio.wait_for(inbox.mark_now(), LAST_WRITING)
            logger.info("bot_stopped bot=%s", bot.id)


async def watch() -> None:
    """Tell administrators of trouble, for ever: where no worker takes tasks, none can tell."""
    while True:
        await asyncio.sleep(WATCH_EVERY)
        try:
            # In a thread of its own, as a mail server that hangs must hold up no answer.
            await sync_to_async(_look, thread_sensitive=False)()
        except AWAY as error:
            logger.warning("database_unavailable effect=not_watched error=%r", type(error).__name__)


def _look() -> None:
    try:
        alerts.watch()
    finally:
        connections.close_all()


async def _when(event: asyncio.Event) -> None:
    await event.wait()


async def _until(ended: asyncio.Event, *works: Coroutine[Any, Any, None]) -> bool:
    """Work until one of them is done, and raise what it raised; or until the end, and return False."""
    end = asyncio.create_task(ended.wait())
    tasks = [asyncio.create_task(work) for work in works]
    everything: list[asyncio.Task[Any]] = [end, *tasks]
    try:
        await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
        return not end.done()
    finally:
        await cancel(everything)
