"""People who write to a bot, each once, and how long they wait for its answer."""

import asyncio
import time
from collections import deque
from typing import Any

import aiohttp

# How many updates Telegram sends to a webhook at once, unless told otherwise; and gives to one getUpdates.
CONNECTIONS = 40
MOST = 100
AGAIN = 0.05


class Crowd:
    """The updates of people wait for getUpdates, or go to the webhook where one is set."""

    def __init__(self) -> None:
        self.webhook: dict[str, Any] = {}
        self._number = 0
        self._silent: deque[tuple[int, str]] = deque()
        self._updates: deque[dict[str, Any]] = deque()
        self._asked: dict[int, float] = {}
        self._times: list[float] = []
        self._began = self._ended = 0.0
        self._written = asyncio.Event()
        self._posting: list[asyncio.Task[None]] = []

    def ask(self, text: str, first: int, people: int, at_once: int) -> None:
        """Let so many people write the text; no more than `at_once` wait for an answer at a time."""
        self._silent.extend((number, text) for number in range(first, first + people))
        self._times, self._began = [], time.perf_counter()
        for _ in range(min(at_once, people)):
            self._write()

    def answered(self, chat: int) -> None:
        if asked := self._asked.pop(chat, None):
            self._ended = time.perf_counter()
            self._times.append(self._ended - asked)
            if self._silent:
                self._write()

    def report(self) -> dict[str, Any]:
        """Return the seconds of all, and of each who was answered."""
        return {"seconds": self._ended - self._began, "times": self._times}

    async def get(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        """Return the updates from `offset` on; wait up to so many seconds for the first."""
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        if not self._updates:
            self._written.clear()
            try:
                await asyncio.wait_for(self._written.wait(), seconds)
            except TimeoutError:
                return []
        return list(self._updates)[:MOST]

    def set_webhook(self, webhook: dict[str, Any]) -> None:
        self.webhook = webhook
        for task in self._posting:
            task.cancel()
        url = webhook.get("url")
        self._posting = [asyncio.create_task(self._post(url)) for _ in range(CONNECTIONS if url else 0)]

    async def _post(self, url: str) -> None:
        secret = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        async with aiohttp.ClientSession(headers=secret) as http:
            while True:
                while not self._updates:
                    self._written.clear()
                    await self._written.wait()
                await self._post_one(http, url, self._updates.popleft())

    async def _post_one(self, http: aiohttp.ClientSession, url: str, update: dict[str, Any]) -> None:
        try:
            async with http.post(url, json=update) as answer:
                if answer.status != 200:
                    raise RuntimeError(f"The webhook answered {answer.status}.")
        except aiohttp.ClientConnectorError:  # the bot does not listen yet
            self._updates.appendleft(update)
            await asyncio.sleep(AGAIN)

    def _write(self) -> None:
        chat, text = self._silent.popleft()
        self._number += 1
        person = {"id": chat, "first_name": f"Reader {chat}"}
        length = len(text.split()[0])
        message = {
            "message_id": self._number,
            "date": int(time.time()),
            "chat": {**person, "type": "private"},
            "from": {**person, "is_bot": False, "language_code": "en"},
            "text": text,
            "entities": [{"type": "bot_command", "offset": 0, "length": length}],
        }
        self._asked[chat] = time.perf_counter()
        self._updates.append({"update_id": self._number, "message": message})
        self._written.set()
