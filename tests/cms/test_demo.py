"""The demo keeps to itself, and a real site neither becomes a demo nor runs on the demo's data."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command, load_command_class
from django.core.management.base import CommandError
from wagtail.models import Page

from briefs_app.pages.models import BriefIndexPage
from cms import demo

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = (ROOT / "cms" / "settings.py").read_text()
# The time zone belongs to the machine.
READ = set(re.findall(r'\benv(?:\.\w+)?\(\s*"(\w+)"', SETTINGS)) - {"TZ"}


def run(*command, **environment):
    machine = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**machine, "ENV_FILE": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_demo_is_the_same_whatever_the_environment_of_a_real_site_says(tmp_path):
    file = tmp_path / "real.env"
    file.write_text("".join(f"{name}=real\n" for name in READ))
    files = {f"{name}_FILE": str(file) for name in READ}
    real = {
        **dict.fromkeys(READ, "real"),
        **files,
        "CELERY_BROKER_URL": "redis://real",
        "ENV_FILE": str(file),
    }
    machine = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}

    environments = [demo.environment({**machine, **given}, 8000, 8081, 6390) for given in ({}, real)]

    assert len(READ) > 10
    assert environments[0] == environments[1]
    command = [sys.executable, "manage.py", "diffsettings", "--all"]
    settings = subprocess.run(command, cwd=ROOT, env=environments[1], capture_output=True, text=True)
    assert settings.returncode == 0, settings.stderr
    assert "var/demo/demo.sqlite3" in settings.stdout
    assert "var/demo/media" in settings.stdout
    assert not re.findall(r"'real'|:real|//real", settings.stdout)


def test_the_demo_takes_a_bot_of_ones_own_by_a_name_that_no_real_site_has():
    given = {"TELEGRAM_BOT_TOKEN": "1:real", "DEMO_TELEGRAM_BOT_TOKEN": "2:mine"}

    settled = demo.environment(given, 8000, 0, 6390)

    assert settled["TELEGRAM_BOT_TOKEN"] == "2:mine"
    assert "TELEGRAM_API_URL" not in settled
    assert "1:real" not in settled.values()


def test_the_demo_listens_to_this_machine_alone():
    lines = dict(line.split(": ", 1) for line in (ROOT / "cms" / "Procfile").read_text().splitlines())
    sandbox = load_command_class("briefs_bot", "telegram_sandbox").create_parser("manage.py", "any")

    assert "--host 127.0.0.1" in lines["web"]
    assert "--host" not in lines["sandbox"]
    assert sandbox.get_default("host") == "127.0.0.1"


def test_a_demo_whose_ports_are_equal_does_not_start():
    answer = run("-m", "cms.demo", PORT="45871", SANDBOX_PORT="45871")

    assert "PORT and SANDBOX_PORT are both 45871" in answer.stderr


@pytest.mark.parametrize(
    ("command", "database"),
    [
        (("manage.py", "migrate"), {}),
        (("manage.py", "load_seeds"), {"DATABASE_URL": ""}),
        (("-c", "import cms.asgi"), {}),
        (("-m", "celery", "-A", "cms", "report"), {}),
    ],
)
def test_in_production_nothing_starts_without_a_database_of_its_own(command, database):
    answer = run(*command, SECRET_KEY="x", **database)

    assert answer.returncode
    assert "DATABASE_URL is not set. Put the address of your database" in answer.stdout + answer.stderr


def test_local_work_has_a_database_of_its_own():
    answer = run("manage.py", "diffsettings", DEBUG="1")

    assert "local.sqlite3" in answer.stdout
    assert "demo.sqlite3" not in answer.stdout


def test_the_demo_content_is_not_loaded_into_a_real_site(only_migrated):
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("load_seeds")

    assert not BriefIndexPage.objects.exists()


def test_the_demo_content_does_not_become_the_front_page_of_pages_that_are_there(only_migrated, settings):
    settings.DEBUG = True
    Page.objects.get(depth=2).add_child(instance=Page(title="About us"))

    with pytest.raises(CommandError, match="it has pages"):
        call_command("load_seeds")

    assert not BriefIndexPage.objects.exists()
