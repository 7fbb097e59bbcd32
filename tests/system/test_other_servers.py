"""Servers that a host may have between us and the usual ones: RabbitMQ as Celery's broker, PgBouncer."""

import os
import pwd
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.system.conftest import Stage, free_port, wait_until
from tests.system.counting import count, finish, start
from tests.system.people import People

pytestmark = pytest.mark.timeout(300)
RABBIT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
PGBOUNCER = """
[databases]
* = host={folder} port={port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
"""


@contextmanager
def running(command, log, **environment):
    with open(log, "w") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, **environment}, start_new_session=True
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture
def rabbitmq(tmp_path):
    """Return the address of a RabbitMQ of our own."""
    if not RABBIT.exists():
        pytest.skip("Debian's rabbitmq-server is not installed")
    port, log = free_port(), tmp_path / "rabbitmq.out"
    environment = {
        "HOME": str(tmp_path),
        "RABBITMQ_NODENAME": f"briefs{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(tmp_path / "rabbitmq"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(tmp_path / "plugins"),
        # A daemon of its own, which it leaves behind.
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(free_port()),
    }
    with running([str(RABBIT)], log, **environment):
        wait_until(lambda: "Server startup complete" in log.read_text(), 90, "RabbitMQ")
        yield f"amqp://guest:guest@127.0.0.1:{port}//"
    subprocess.run(["epmd", "-kill"], env={**os.environ, **environment}, capture_output=True, check=False)


@pytest.fixture
def pgbouncer(stage):
    """Let all processes reach the database of the stage through PgBouncer, by four connections in all."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    if not Path(program).exists():
        pytest.skip("Debian's pgbouncer is not installed")
    address = urlsplit(stage.environment["DATABASE_URL"])
    [folder], [port] = (parse_qs(address.query).get(name, ["5432"]) for name in ("host", "port"))
    listens = free_port()
    with TemporaryDirectory(prefix="briefs-pgbouncer-") as own:
        # It refuses to be root, and only the user of the database may enter the folder of its socket.
        user = pwd.getpwuid(os.stat(folder).st_uid).pw_name
        settings = Path(own) / "pgbouncer.ini"
        settings.write_text(PGBOUNCER.format(folder=folder, port=port, listens=listens))
        os.chmod(own, 0o755)
        as_user = ["-u", user] if os.getuid() == 0 else []
        with running([program, *as_user, str(settings)], stage.folder / "pgbouncer.log"):
            through = f"postgres://postgres@127.0.0.1:{listens}{address.path}"
            stage.environment |= {"DATABASE_URL": through, "BEHIND_PGBOUNCER": "yes"}
            yield


def test_rabbitmq_carries_the_tasks_and_redis_the_limits(rabbitmq, stage: Stage):
    stage.environment["BROKER_URL"] = rabbitmq
    start(stage, 60)

    finish(stage, 120)

    assert count(stage, 60) == 0
    assert "accepting AMQP connection" in (stage.folder / "rabbitmq.out").read_text()


def test_pgbouncer_hands_each_transaction_another_connection(stage: Stage, pgbouncer):
    stage.start("web")
    start(stage, 60)

    finish(stage, 120)

    assert count(stage, 60) == 0


def test_people_are_answered_although_connections_behind_pgbouncer_are_cut(stage: Stage, pgbouncer):
    """The bot keeps its own, and is told of the cut in an odd way."""
    name = stage.environment["DATABASE_URL"].rpartition("/")[2]
    for part in ("valkey", "unlimited sandbox", "bot"):
        stage.start(part)
    wait_until(lambda: stage.sent(), 60, "the answer to Anna's /start")
    people = People(stage, 30)
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as postgres:
        for person in people.ids:
            people.write(person, "/latest")
            postgres.execute(cut, [name])
            time.sleep(0.1)

    wait_until(people.are_answered, 60, "an answer for everybody")
    assert set(people.answers().values()) == {1}
