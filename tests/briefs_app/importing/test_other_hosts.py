"""A host with its own brief pages, bodies and images."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.system.conftest import ROOT, new_database

# The site is made first, on a machine that may be busy.
pytestmark = pytest.mark.timeout(400)

PREPARE = """
from django.core.management import call_command
from wagtail.models import Locale, Page, Site
call_command("makemigrations", "diary", verbosity=0)
call_command("migrate", verbosity=0)
from briefs_app.models import Topic
from tests.briefs_app.importing.host.diary.models import DiaryPage
locale = Locale.objects.get_or_create(language_code="en")[0]
index = DiaryPage(title="Diary", slug="diary", locale=locale)
Page.get_first_root_node().add_child(instance=index)
Site.objects.update(root_page=index)
Topic.objects.create(name="Economy", slug="economy", locale=locale)
"""
LOOK = """
from tests.briefs_app.importing.host.diary.models import EntryPage
entry = EntryPage.objects.get()
print(entry.live, entry.photo.origin, [block.value.source for block in entry.body])
"""
CONTENT = (
    "<h2>Why</h2><p>One.</p><blockquote>Two.</blockquote>"
    '<img src="crane.png"><table><tr><td>a</td><td>b</td></tr></table>'
)


@pytest.fixture
def manage(tmp_path: Path) -> Callable[..., str]:
    (tmp_path / "diary_migrations").mkdir()
    (tmp_path / "diary_migrations/__init__.py").touch()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.briefs_app.importing.host.settings",
        "DATABASE_URL": new_database(tmp_path),
        "SECRET_KEY": "only for tests",
        "PYTHONPATH": str(tmp_path),
        "TELEGRAM_BOT_TOKEN": "",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180
        )
        return done.stdout + done.stderr

    manage("shell", "-v", "0", "-c", PREPARE)
    return manage


def test_briefs_become_the_hosts_own_pages(
    manage: Callable[..., str], post: Callable[..., str], export: Callable[..., str], tmp_path: Path
) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / "crane.png")
    path = tmp_path / "table.csv"
    quoted = CONTENT.replace('"', '""')
    path.write_text(
        f'title,date,topic,summary,body,photo\nA,2016-03-07,Economy,In short.,"{quoted}",crane.png\n'
    )

    report = manage("import_briefs", str(path), "--images", str(tmp_path))

    assert "Totals: 1 created" in report
    assert "Totals: 1 unchanged" in manage("import_briefs", str(path), "--images", str(tmp_path))
    body = ["<p><b>Why</b></p>", "<p>One.</p>", "<p>Two.</p>", "<p>a | b</p>"]
    assert manage("shell", "-v", "0", "-c", LOOK).strip() == f"True the archive {body}"
    assert "--redirects needs wagtail.contrib.redirects" in manage("import_briefs", str(path), "--redirects")
