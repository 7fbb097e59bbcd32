"""Telegram through a proxy, which the settings or the environment name."""

import asyncio
import logging
from contextlib import suppress

import pytest
from aiohttp.test_utils import TestServer
from asgiref.sync import async_to_sync
from django.core.checks import run_checks
from django.test import override_settings

from briefs_bot.sandbox import Sandbox
from briefs_bot.sandbox.server import create_app
from briefs_bot.telegram import courier, refusals
from briefs_bot.telegram.token import TokenFilter
from briefs_bot.values import Message, Place

HOST = "telegram.test"

PASSWORD = "hush-hush"
SOCKS5 = b"\x05"


class Proxy:
    """A proxy that speaks HTTP and SOCKS5, asks for a password, and resolves every name to this machine."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refuses = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            first = await reader.readexactly(1)
            await (self._socks(reader, writer) if first == SOCKS5 else self._http(first, reader, writer))
        writer.close()

    async def _http(self, first, reader, writer):
        head = first + await reader.readuntil(b"\r\n\r\n")
        method, url, _version = head.split(b"\r\n")[0].decode().split()
        self.asked.append(f"{method} {url}")
        if self.refuses or b"\r\nProxy-Authorization: Basic " not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return await writer.drain()
        place = url.split("/")[2]
        path = url.partition(place)[2].encode()
        head = head.replace(url.encode(), path, 1).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        return await self._relay(int(place.partition(":")[2]), head, reader, writer)

    async def _socks(self, reader, writer):
        await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x05\x02")  # with a password
        await reader.readexactly(1)
        await reader.readexactly((await reader.readexactly(1))[0])
        await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x01\x01" if self.refuses else b"\x01\x00")
        _version, _connect, _zero, kind = await reader.readexactly(4)
        size = (await reader.readexactly(1))[0] if kind == 3 else 4
        host = await reader.readexactly(size)
        port = int.from_bytes(await reader.readexactly(2))
        self.asked.append(f"SOCKS5 {host.decode() if kind == 3 else 'an address'}:{port}")
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await self._relay(port, b"", reader, writer)

    async def _relay(self, port, head, reader, writer):
        there, back = await asyncio.open_connection("127.0.0.1", port)
        back.write(head)
        await asyncio.gather(pump(reader, back), pump(there, writer))


async def pump(reader, writer):
    while part := await reader.read(65536):
        writer.write(part)
        await writer.drain()
    writer.close()


@pytest.fixture
def way() -> Proxy:
    return Proxy()


@pytest.fixture
def talk(way, settings, monkeypatch):
    """Return a function that sends a message and reads the updates by a proxy, and returns the sandbox."""

    def talk(kind, where, host=HOST, scheme="http"):
        sandbox = Sandbox(token="1000:sandbox")
        anna = sandbox.add_user("Anna")
        sandbox.write(anna.id, "/start")
        settings.BRIEFS_TELEGRAM_TRANSPORT = "briefs_bot.telegram.transport.AiohttpRequest"

        async def run():
            server = TestServer(create_app(sandbox, [HOST]))
            await server.start_server()
            proxy = await asyncio.start_server(way.serve, "127.0.0.1", 0)
            place = f"127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
            settings.BRIEFS_TELEGRAM_API_URL = f"{scheme}://{host}:{server.port}"
            address = f"{kind}://reader:{PASSWORD}@{place}"
            if where == "BRIEFS_TELEGRAM_PROXY":
                settings.BRIEFS_TELEGRAM_PROXY = address
            else:
                monkeypatch.setenv(where, address)
            try:
                async with courier.open_bot("1000:sandbox") as bot:
                    await courier.send(bot, Place(anna.id), Message("Tea"))
                    assert len(await bot.get_updates()) == 1
            finally:
                proxy.close()
                await server.close()

        async_to_sync(run)()
        return sandbox

    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return talk


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("http", "BRIEFS_TELEGRAM_PROXY"),
        ("socks5", "BRIEFS_TELEGRAM_PROXY"),
        ("socks5h", "BRIEFS_TELEGRAM_PROXY"),
        ("http", "HTTP_PROXY"),
        ("socks5", "ALL_PROXY"),
    ],
)
def test_the_bot_sends_and_reads_through_a_proxy(talk, way, kind, where):
    sandbox = talk(kind, where)

    assert [message.text for message in sandbox.sent] == ["Tea"]
    assert way.asked
    assert all(HOST in asked for asked in way.asked)


def test_https_goes_through_a_tunnel_and_a_refused_one_sent_nothing(talk, way):
    way.refuses = True

    with pytest.raises(refusals.TryLater):
        talk("http", "HTTPS_PROXY", scheme="https")

    assert [asked.partition(":")[0] for asked in way.asked] == ["CONNECT telegram.test"]


def test_a_socks_proxy_that_refuses_sent_nothing(talk, way):
    way.refuses = True

    with pytest.raises(refusals.TryLater):
        talk("socks5", "BRIEFS_TELEGRAM_PROXY")


@pytest.mark.parametrize(
    ("host", "without"), [("telegram.test", "telegram.test"), ("telegram.test", ".test"), ("127.0.0.1", "")]
)
def test_the_environment_names_hosts_without_a_proxy(talk, way, monkeypatch, host, without):
    monkeypatch.setenv("NO_PROXY", without)

    with suppress(refusals.TryLater):  # a name that nobody knows
        talk("http", "HTTP_PROXY", host=host)

    assert way.asked == []


def test_the_password_of_the_proxy_never_shows(talk, way, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(TokenFilter())
    way.refuses = True

    with pytest.raises(refusals.TryLater) as refused:
        talk("http", "BRIEFS_TELEGRAM_PROXY", scheme="https")
    logging.getLogger("host").error("redis://reader:%s@127.0.0.1/0", PASSWORD, exc_info=refused.value)

    assert "redis://reader:•••@127.0.0.1/0" in caplog.text
    assert PASSWORD not in caplog.text


@pytest.mark.parametrize(
    "address",
    ["ftp://host:21", "socks5://host", "http://", "http://host:port", f"http://reader:{PASSWORD}@host:0x50"],
)
def test_an_address_that_cannot_be_used_is_found(address):
    with override_settings(BRIEFS_TELEGRAM_PROXY=address):
        (message,) = run_checks(tags=["briefs_bot"])

    assert message.id == "briefs_bot.E008"
    assert PASSWORD not in f"{message.msg}{message.hint}"
