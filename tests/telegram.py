"""The stand-in for Telegram that the running test talks to; one for each bot that it has."""

from typing import Any

from briefs_bot.sandbox import Sandbox, SandboxRequest
from briefs_bot.sandbox.request import ADDRESS

_by_token: dict[str, Sandbox] = {}


class Exchange(SandboxRequest):
    """Puts each call through to the sandbox of its bot."""

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        found = ADDRESS.fullmatch(url)
        self.sandbox = _by_token.get(found["token"] if found else "", self.sandbox)
        return await super().do_request(url, *args, **kwargs)


def switch_on(*sandboxes: Sandbox) -> None:
    _by_token.clear()
    _by_token.update({sandbox.token: sandbox for sandbox in sandboxes})


def request() -> SandboxRequest:
    return Exchange(next(iter(_by_token.values())))
