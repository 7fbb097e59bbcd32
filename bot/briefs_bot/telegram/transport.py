"""Carries requests over aiohttp; its errors never show the URL, as the token is in it."""

from importlib.util import find_spec
from typing import Any

import aiohttp
from django.core.exceptions import ImproperlyConfigured
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from briefs_bot.telegram import proxy

CONNECT_TIMEOUT = 5.0
# Long: a short one would turn slow answers into messages that may or may not have been sent.
READ_TIMEOUT = 25.0
JSON = {"Content-Type": "application/json"}
# Seconds, None for no limit, or BaseRequest.DEFAULT_NONE for the default here.
Timeout = Any


_NO_CONNECTION: tuple[type[Exception], ...] = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
)
if find_spec("aiohttp_socks"):
    from aiohttp_socks import ProxyConnectionError, ProxyError

    _NO_CONNECTION += (ProxyConnectionError, ProxyError)


class NotSent(NetworkError):
    """The request surely never reached Telegram."""


class AiohttpRequest(BaseRequest):
    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ_TIMEOUT

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            if mistake := proxy.mistake():
                raise ImproperlyConfigured(mistake)
            through = proxy.address()
            self._session = aiohttp.ClientSession(
                connector=_connector(through),
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=None if proxy.is_socks(through) else through or None,
            )
            # Those of a tool that watches the host: they would tell the address, and Telegram the tool's ids.
            self._session.trace_configs.clear()

    async def shutdown(self) -> None:
        if self._session:
            await self._session.close()

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
        if self._session is None:
            raise RuntimeError("This request was not initialized.")
        seconds = _given(connect_timeout, CONNECT_TIMEOUT)
        timeout = aiohttp.ClientTimeout(
            total=None,
            # With the name server and the proxy, which may hang, too.
            connect=seconds and 2 * seconds,
            sock_connect=seconds,
            sock_read=_given(read_timeout, READ_TIMEOUT),
        )
        try:
            async with self._session.request(method, url, timeout=timeout, **_body(request_data)) as answer:
                return answer.status, await answer.read()
        except _NO_CONNECTION as error:
            raise NotSent(f"No connection to Telegram: {type(error).__name__}") from error
        except TimeoutError as error:
            raise TimedOut("Telegram did not answer in time.") from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"The connection to Telegram broke: {type(error).__name__}") from error


def _connector(through: str) -> aiohttp.TCPConnector:
    """Return a connector without a limit of its own, as the caller limits how many calls run at once."""
    if proxy.is_socks(through):
        from aiohttp_socks import ProxyConnector

        return ProxyConnector.from_url(through, rdns=True, limit=0)
    return aiohttp.TCPConnector(limit=0)


def _given(value: Any, default: float) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else value


def _body(data: RequestData | None) -> dict[str, Any]:
    """Encode as JSON, which is the cheapest, or as a form where there are files."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": data.json_payload, "headers": JSON}
    form = aiohttp.FormData()
    for name, text in data.json_parameters.items():
        form.add_field(name, text)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
