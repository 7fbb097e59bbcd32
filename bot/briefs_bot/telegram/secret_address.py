"""Keeps the token out of crash reports: the library, its errors and all frames above know a stand-in only."""

from typing import Any

from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from briefs_bot.telegram.token import hide

# Seconds, None for no limit, or BaseRequest.DEFAULT_NONE for the default of the transport.
Timeout = Any


def stand_in(token: str) -> str:
    """Return what the library takes for the bot's token: it has the bot's number, which is public."""
    return f"{token.partition(':')[0]}:stand-in"


class SecretAddress(BaseRequest):
    """Puts the token into the address of each call, and lets another transport carry it."""

    def __init__(self, transport: BaseRequest, token: str) -> None:
        self._transport, self._token = transport, token

    @property
    def read_timeout(self) -> float | None:
        return self._transport.read_timeout

    async def initialize(self) -> None:
        await self._transport.initialize()

    async def shutdown(self) -> None:
        await self._transport.shutdown()

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
        timeouts = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        try:
            # Never in a variable of this function, as crash reports print those.
            return await self._transport.do_request(
                url.replace(stand_in(self._token), self._token, 1), method, request_data, *timeouts
            )
        except Exception as error:
            clean = _without_address(error, self._token)
            raise clean from clean.__cause__


def _without_address(error: Exception, token: str) -> Exception:
    """Return the error without frames that have the address in a variable, and causes that name it."""
    if token in str(error):
        return NetworkError(f"{type(error).__name__}: {hide(str(error))}")
    error.__traceback__ = None
    cause = error.__cause__ or error.__context__
    error.__context__ = None
    error.__cause__ = _without_address(cause, token) if isinstance(cause, Exception) else None
    return error
