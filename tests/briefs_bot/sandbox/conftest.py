"""A sandbox, and fixtures that talk to it as a bot does: with python-telegram-bot itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from telegram import Bot, User
from telegram.error import BadRequest

from briefs_bot.sandbox import Sandbox, SandboxRequest

Work = Callable[[Bot], Awaitable[Any]]


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def anna(sandbox: Sandbox) -> User:
    """Return a person who has started the bot."""
    anna = sandbox.add_user("Anna")
    sandbox.write(anna.id, "/start")
    sandbox.updates()
    return anna


@pytest.fixture
def run(sandbox: Sandbox) -> Callable[[Work], Any]:
    """Return a function that gives a coroutine function a Bot and returns its result."""
    return lambda work: asyncio.run(_with_bot(sandbox, work))


@pytest.fixture
def ask(run: Callable[[Work], Any]) -> Callable[..., Any]:
    """Return a function that calls a method of a Bot: `ask("send_message", chat_id, text)`."""
    return lambda method, *args, **kwargs: run(lambda bot: getattr(bot, method)(*args, **kwargs))


async def _with_bot(sandbox: Sandbox, work: Work) -> Any:
    bot = Bot(
        sandbox.token,
        request=SandboxRequest(sandbox),
        get_updates_request=SandboxRequest(sandbox, read_timeout=60),
    )
    async with bot:
        return await work(bot)


@pytest.fixture
def refused(sandbox: Sandbox) -> Callable[[str], AbstractContextManager[None]]:
    """Expect a bad request with exactly these words of Telegram's: `with refused("chat not found"):`."""

    @contextmanager
    def expect(text: str) -> Iterator[None]:
        with pytest.raises(BadRequest):
            yield
        assert sandbox.calls[-1].outcome.startswith("Bad Request: ")
        assert text in sandbox.calls[-1].outcome  # python-telegram-bot changes capitals in its own

    return expect
