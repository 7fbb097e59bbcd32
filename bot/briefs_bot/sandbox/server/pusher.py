"""Posts updates to the bot's webhook: in order per chat, chats in parallel, again until it answers 2xx."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from ..model import Sandbox
from ..updates import Update
from .keys import SANDBOX

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (its name only)
TIMEOUT = aiohttp.ClientTimeout(total=30)
LONGEST_DELAY = 60.0
LONGEST_RETRY_AFTER = 3600


class Pusher:
    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session
        self.busy: set[int] = set()  # chats with a delivery going on
        self.tasks: set[asyncio.Task[None]] = set()
        self.news = asyncio.Event()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self.news.set)

        self.sandbox.update_queue.listeners.add(wake)
        try:
            while True:
                self._start_deliveries()
                await self.news.wait()
                self.news.clear()
        finally:
            self.sandbox.update_queue.listeners.discard(wake)
            for task in self.tasks:
                task.cancel()

    def _start_deliveries(self) -> None:
        """Start one task for each chat with updates, at most max_connections of them."""
        webhook = self.sandbox.world.webhook
        if not webhook.url:
            return
        for update in self.sandbox.update_queue.waiting(self.sandbox.clock.now()):
            if len(self.busy) >= webhook.max_connections:
                return
            if update.chat_id not in self.busy:
                self.busy.add(update.chat_id)
                task = asyncio.create_task(self._deliver(update))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)

    async def _deliver(self, update: Update) -> None:
        delay = 0.0  # the first failure is tried again at once
        try:
            while url := self.sandbox.world.webhook.url:
                asked = await self._post(url, update)
                if asked is None:
                    return
                await asyncio.sleep(max(delay, asked))
                delay = min(max(1.0, 2 * delay), LONGEST_DELAY)
        finally:
            self.busy.discard(update.chat_id)
            self.news.set()

    async def _post(self, url: str, update: Update) -> int | None:
        """Return None when the webhook took it, else for how many seconds it asked not to be called."""
        asked = 0
        webhook = self.sandbox.world.webhook
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with self.session.post(
                url, json=update.as_dict(), headers=headers, allow_redirects=False, timeout=TIMEOUT
            ) as response:
                body = await response.read()
                asked = _retry_after(response)
                problem = (
                    "" if response.ok and response.status < 300 else f"{response.status} {response.reason}"
                )
        except (aiohttp.ClientError, TimeoutError) as error:
            problem = str(error) or type(error).__name__
        if problem:
            webhook.last_error = f"Wrong response from the webhook: {problem}"
            webhook.last_error_at = int(self.sandbox.clock.now())
            return asked
        self.sandbox.update_queue.confirm(update.id)
        self._answer_in_body(body)
        return None

    def _answer_in_body(self, body: bytes) -> None:
        """Call the method in the webhook's answer, if there is one; nobody learns the result."""
        try:
            values = json.loads(body)
        except ValueError:
            return
        if isinstance(values, dict) and isinstance(values.get("method"), str):
            self.sandbox.answer(values.pop("method"), values)


def _retry_after(response: aiohttp.ClientResponse) -> int:
    asked = response.headers.get("Retry-After", "")
    return min(int(asked), LONGEST_RETRY_AFTER) if asked.isdecimal() else 0


async def pushing(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        task = asyncio.create_task(Pusher(app[SANDBOX], session).run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
