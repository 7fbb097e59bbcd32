"""Server-sent events that tell open pages what changed, gathered so that a broadcast does not flood them."""

import asyncio
import json
from collections.abc import AsyncIterator

from aiohttp import web

from ..model import Sandbox

GATHER_SECONDS = 0.15
PING_SECONDS = 15.0


class Hub:
    """Collects changes from any thread, and notes them for each open page."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.pages: set[Page] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.sandbox.world.watchers.add(self._tell)

    def close(self) -> None:
        self.sandbox.world.watchers.discard(self._tell)
        for page in self.pages:
            page.leave()

    def _tell(self, what: str, chat_id: int) -> None:
        if self.pages and self._loop:
            self._loop.call_soon_threadsafe(self._note, what, chat_id)

    def _note(self, what: str, chat_id: int) -> None:
        for page in self.pages:
            page.note(what, chat_id)


class Page:
    def __init__(self) -> None:
        self._changes: dict[tuple[str, int], None] = {}
        self._news = asyncio.Event()
        self.left = False

    def note(self, what: str, chat_id: int) -> None:
        self._changes[what, chat_id] = None
        self._news.set()

    def leave(self) -> None:
        self.left = True
        self._news.set()

    async def changes(self) -> list[dict[str, str | int]]:
        """Return what changed, gathered for a moment; empty after a while without changes."""
        try:
            async with asyncio.timeout(PING_SECONDS):
                await self._news.wait()
        except TimeoutError:
            return []
        await asyncio.sleep(0 if self.left else GATHER_SECONDS)
        self._news.clear()
        gathered, self._changes = list(self._changes), {}
        return [{"what": what, "chat_id": chat_id} for what, chat_id in gathered]


EVENTS = web.AppKey("events", Hub)


async def listening(app: web.Application) -> AsyncIterator[None]:
    hub = app[EVENTS]
    hub.open()
    app.on_shutdown.append(_close)
    yield


async def _close(app: web.Application) -> None:
    app[EVENTS].close()


async def stream(request: web.Request) -> web.StreamResponse:
    hub, page = request.app[EVENTS], Page()
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    hub.pages.add(page)
    try:
        await response.write(b"retry: 1000\n\n")
        while not page.left:
            changes = await page.changes()
            line = f"data: {json.dumps(changes)}\n\n" if changes else ": still here\n\n"
            await response.write(line.encode())
    except ConnectionError:
        pass  # the page was closed
    finally:
        hub.pages.discard(page)
    return response
