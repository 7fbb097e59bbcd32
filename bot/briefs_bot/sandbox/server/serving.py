"""Serves the web application until the process is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Collection

from aiohttp import web

from ..model import Sandbox
from .app import create_app


async def serve(
    sandbox: Sandbox, host: str, port: int, ready: Callable[[], None], hosts: Collection[str] = ()
) -> None:
    """Serve until SIGINT or SIGTERM, without waiting for open pages and long polls."""
    runner = web.AppRunner(create_app(sandbox, hosts), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        ready()
        await _stopped()
    finally:
        await runner.cleanup()


async def _stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
