"""Lets python-telegram-bot call the sandbox in-process, with the errors of its real transport."""

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from .answer import Answer
from .files import Upload

if TYPE_CHECKING:
    from .model import Sandbox

ADDRESS = re.compile(r".*?/(?P<file>file/)?bot(?P<token>[^/]+)/(?P<name>.+)")
READ_TIMEOUT = 5.0
# Seconds, None for no limit, or BaseRequest.DEFAULT_NONE for the default here.
Timeout = Any


def _network(cause: Exception) -> tuple[TelegramError, Exception]:
    return NetworkError(f"httpx.{type(cause).__name__}: {cause}"), cause


# The errors of python-telegram-bot's own transport, with their causes.
BROKEN: dict[str, Callable[[], tuple[TelegramError, Exception]]] = {
    "closed": lambda: _network(httpx.RemoteProtocolError("Server disconnected without sending a response.")),
    "cut": lambda: _network(
        httpx.RemoteProtocolError("peer closed connection without sending complete message")
    ),
    "unreachable": lambda: _network(httpx.ConnectError("All connection attempts failed")),
}


class SandboxRequest(BaseRequest):
    """A transport to a sandbox: pass one as `request` and as `get_updates_request` of a Bot."""

    def __init__(self, sandbox: "Sandbox", read_timeout: float = READ_TIMEOUT) -> None:
        self.sandbox = sandbox
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        write_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: Timeout = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        match = ADDRESS.fullmatch(url)
        if match is None:
            raise ValueError("This is no address of the Bot API.")
        if match["file"]:
            return self._download(match["name"])
        values = dict(request_data.json_parameters) if request_data else {}
        answer = await self.sandbox.handle(match["token"], match["name"], values, _uploads(request_data))
        timeout = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        return await _deliver(answer, timeout)

    def _download(self, path: str) -> tuple[int, bytes]:
        file = self.sandbox.files.by_path(path)
        return (
            (200, file.content) if file else (404, b'{"ok":false,"error_code":404,"description":"Not Found"}')
        )


async def _deliver(answer: Answer, timeout: float | None) -> tuple[int, bytes]:
    if timeout is not None and answer.delay > timeout:
        # Raised at once, so that a test need not wait for the timeout.
        raise TimedOut from httpx.ReadTimeout("The read operation timed out")
    if answer.delay:
        await asyncio.sleep(answer.delay)
    if answer.broken:
        error, cause = BROKEN[answer.broken]()
        raise error from cause
    return answer.status, answer.body


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    if request_data is None or not request_data.contains_files:
        return {}
    parts: dict[str, Any] = dict(request_data.multipart_data)
    return {name: Upload(part[0], _content(part[1])) for name, part in parts.items()}


def _content(content: Any) -> bytes:
    return content if isinstance(content, bytes) else content.read()
