"""One address of a Redis behind TLS serves Celery and the bot's limits alike."""

import asyncio
import logging
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync
from celery import current_app
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.test import override_settings
from redis import Redis

from briefs_bot.telegram.limiter import open_limiter
from briefs_bot.telegram.priority import Priority


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> dict[str, str]:
    """Return a certificate of our own for this machine, which no system trusts."""
    folder = tmp_path_factory.mktemp("tls")
    files = {"certfile": str(folder / "certificate.pem"), "keyfile": str(folder / "key.pem")}
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-out", files["certfile"], "-keyout", files["keyfile"]]
    subprocess.run(command, check=True, capture_output=True)
    return files


@pytest.fixture
def tls(authority) -> Iterator[str]:
    """Return host and port of a server that speaks TLS in front of the suite's Valkey."""
    with tls_before(urlsplit(django_settings.REDIS_URL), authority) as port:
        yield f"127.0.0.1:{port}"


@contextmanager
def tls_before(valkey, authority) -> Iterator[int]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(**authority)
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, told: None)  # clients that do not trust us
    thread = Thread(target=loop.run_forever)
    thread.start()

    async def serve(reader, writer):
        there, back = await asyncio.open_connection(valkey.hostname, valkey.port)
        await asyncio.gather(pump(reader, back), pump(there, writer))

    starting = asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    server = asyncio.run_coroutine_threadsafe(starting, loop).result(10)
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def pump(reader, writer):
    while part := await reader.read(65536):
        writer.write(part)
        await writer.drain()
    writer.close()


def marked_by_the_limiter(address: str) -> bool:
    """Return whether a call counted by the limiter is counted in Valkey, where other processes see it."""

    async def ask():
        async with open_limiter(1000) as limiter:
            await limiter.turns([(1, "private")], Priority.BROADCAST)

    with override_settings(BRIEFS_TELEGRAM_REDIS_URL=address):
        async_to_sync(ask)()
    return bool(Redis.from_url(django_settings.REDIS_URL).keys("{briefs:1000}:*"))


def taken_by_celery(address: str) -> bool:
    with current_app.connection_for_write(address, connect_timeout=2) as connection:
        return connection.default_channel.client.ping()


@pytest.mark.parametrize(
    "query",
    [
        "?ssl_cert_reqs=CERT_NONE",
        "?ssl_cert_reqs=none",
        "?ssl_cert_reqs=CERT_REQUIRED&ssl_ca_certs={certfile}",
        "?ssl_cert_reqs=required&ssl_ca_certs={certfile}",
        "?ssl_ca_certs={certfile}",
    ],
)
def test_each_spelling_of_tls_serves_celery_and_the_limits(tls, authority, query):
    address = f"rediss://{tls}/{urlsplit(django_settings.REDIS_URL).path[1:]}{query.format(**authority)}"

    assert taken_by_celery(address)
    assert marked_by_the_limiter(address)


def test_tls_without_options_is_read_as_celery_reads_it(tls, monkeypatch):
    address = f"rediss://{tls}/{urlsplit(django_settings.REDIS_URL).path[1:]}"
    monkeypatch.setitem(current_app.conf, "broker_url", address)

    assert taken_by_celery(address)
    assert marked_by_the_limiter(address)
    with override_settings(BRIEFS_TELEGRAM_REDIS_URL=address):
        assert [message.id for message in run_checks(tags=["briefs_bot"])] == ["briefs_bot.W007"]


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_celerys_own_setting_for_tls_holds_for_the_limits(tls, authority, scheme, monkeypatch):
    address = f"{scheme}://{tls}/{urlsplit(django_settings.REDIS_URL).path[1:]}"
    options = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_ca_certs": authority["certfile"]}
    monkeypatch.setitem(current_app.conf, "broker_use_ssl", options)
    monkeypatch.setitem(current_app.conf, "broker_url", address)

    assert taken_by_celery(address)
    assert marked_by_the_limiter(address)


@pytest.mark.parametrize("query", ["?ssl_cert_reqs=CERT_REQUIRED", "?ssl_cert_reqs=required", ""])
def test_a_server_that_cannot_be_verified_is_refused(tls, query, caplog):
    caplog.set_level(logging.WARNING)

    assert not marked_by_the_limiter(f"rediss://{tls}/0{query}")
    assert "redis_unavailable" in caplog.text


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("redis+socket:///run/redis.sock?virtual_host=1", []),
        ("rediss://host/0?ssl_cert_reqs=CERT_REQUIRED", []),
        ("rediss://host/0?ssl_cert_reqs=none", []),
        ("rediss://host/0", []),
        ("rediss://host/0?ssl_cert_reqs=CERT_MAYBE", ["briefs_bot.E003"]),
        ("rediss://host/0?ssl_ca_certs=/nowhere.pem", ["briefs_bot.E003"]),
    ],
)
def test_a_check_finds_wrong_tls_options_in_an_address(address, found):
    with override_settings(BRIEFS_TELEGRAM_REDIS_URL=address):
        assert [message.id for message in run_checks(tags=["briefs_bot"])] == found
