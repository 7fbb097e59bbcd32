"""The host project: safe by default, and clear where it refuses to start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Site

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage
from briefs_app.signals import brief_published

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(*arguments, **environment):
    clean = {
        key: os.environ[key] for key in ("PATH", "HOME", "DATABASE_URL", "REDIS_URL") if key in os.environ
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**clean, "ENV_FILE": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_a_secret_it_refuses_to_start_and_says_what_to_do():
    answer = manage("check")

    assert answer.returncode
    assert "SECRET_KEY is not set. Put a long random value" in answer.stderr


def test_secrets_are_read_from_files(tmp_path):
    secrets = {
        "SECRET_KEY": "long and random",
        "DATABASE_URL": "sqlite:///from-a-file",
        "TELEGRAM_BOT_TOKEN": "1000:abc",
        "TELEGRAM_BOT_TOKENS": "second.example.org=2000:def",
        "TELEGRAM_WEBHOOK_SECRET": "",
    }
    for name, value in secrets.items():
        (tmp_path / name).write_text(f"{value}\n")

    told = manage("diffsettings", **{f"{name}_FILE": str(tmp_path / name) for name in secrets})

    assert "SECRET_KEY = 'long and random'\n" in told.stdout, told.stderr
    assert "'NAME': 'from-a-file'" in told.stdout
    assert "BRIEFS_TELEGRAM_BOT_TOKEN = '1000:abc'" in told.stdout
    assert "BRIEFS_TELEGRAM_BOT_TOKENS = {'second.example.org': '2000:def'}" in told.stdout
    assert "BRIEFS_TELEGRAM_WEBHOOK_SECRET = ''" in told.stdout


def test_a_secret_whose_file_is_missing_is_named():
    answer = manage("check", SECRET_KEY_FILE="/nowhere/key")

    assert answer.returncode
    assert "SECRET_KEY_FILE: the file cannot be read" in answer.stderr


def test_a_production_site_passes_djangos_deployment_check():
    answer = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SECRET_KEY="hT8-q2Zr!v0_pW7m@c4Yx1Ks9eJd6Lb3Nf5Ga-UiOoPzRtqWeRtY",
        BASE_URL="https://briefs.example.org",
        ALLOWED_HOSTS="briefs.example.org",
        TELEGRAM_BOT_TOKEN="123456:abcdefgh",
    )

    assert answer.returncode == 0, answer.stderr


@pytest.mark.timeout(180)
def test_the_demo_content_is_complete_and_served_and_tells_nobody(
    client, only_migrated, settings, tmp_path, subtests
):
    settings.MEDIA_ROOT = tmp_path
    told = []

    def listen(sender, brief, **kwargs):
        told.append(brief)

    brief_published.connect(listen)
    call_command("load_seeds", force=True)
    pages = ("/", "/ru/", "/topic/security/", "/2026/w47/", "/feed/", "/sitemap.xml")
    for path in (*pages, *(brief.url for brief in BriefPage.objects.all())):
        with subtests.test(path):
            assert client.get(path).status_code == 200
    call_command("load_seeds", force=True)
    brief_published.disconnect(listen)

    briefs = BriefPage.objects.live()
    weeks = {brief.period_end.isocalendar()[:2] for brief in briefs}
    assert told == []
    assert briefs.count() == 44
    assert len(weeks) >= 25
    assert {brief.status for brief in briefs} == {"", "improved", "unchanged", "worsened"}
    assert {brief.locale.language_code for brief in briefs} == {"en", "ru"}
    assert Topic.objects.filter(locale__language_code="en").count() == 5
    assert any(brief.brief_related_articles.exists() for brief in briefs)


@pytest.mark.parametrize(
    ("base_url", "before", "root_url"),
    [
        ("https://briefs.example.org", "localhost", "https://briefs.example.org"),
        ("http://127.0.0.1:9000", "127.0.0.1", "http://127.0.0.1:9000"),
        ("https://briefs.example.org", "desk.example.org", "http://desk.example.org"),
    ],
)
def test_migrate_gives_the_site_its_public_address_unless_it_has_one(
    index, settings, base_url, before, root_url
):
    Site.objects.update(hostname=before)
    settings.BASE_URL = base_url

    call_command("migrate", verbosity=0)

    assert Site.objects.get().root_url == root_url


def test_migrate_leaves_a_local_site_alone_where_another_has_the_public_address(index, settings):
    Site.objects.update(hostname="localhost")
    Site.objects.create(hostname="briefs.example.org", port=443, root_page=index)
    settings.BASE_URL = "https://briefs.example.org"

    call_command("migrate", verbosity=0)

    assert Site.objects.get(is_default_site=True).hostname == "localhost"


@pytest.mark.parametrize("app", ["auth", "wagtailcore"])
def test_a_part_of_the_migrations_may_come_first(tmp_path, app):
    address = f"sqlite:///{tmp_path}/empty.sqlite3"
    done = manage("migrate", app, SECRET_KEY="x", DATABASE_URL=address)

    assert done.returncode == 0, done.stderr
