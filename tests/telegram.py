"""The stand-in for Telegram that the running test talks to."""

from bot.sandbox import Sandbox, SandboxRequest

_current: list[Sandbox] = []


def switch_on(sandbox: Sandbox) -> None:
    _current[:] = [sandbox]


def request() -> SandboxRequest:
    return SandboxRequest(_current[0])
