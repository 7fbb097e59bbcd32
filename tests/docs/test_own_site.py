"""The pages that need a site of their own: its page models, its admin, its app."""

import json
import os
import subprocess
import sys

import pytest

from tests.docs.pages import ROOT, code
from tests.services import make_once, migrate
from tests.system.conftest import new_database

# What the pages take for granted.
SETTINGS = """
from cms.settings import *

INSTALLED_APPS = [*INSTALLED_APPS]
TEMPLATES[0]["DIRS"] = [Path(__file__).parents[2] / "templates"]
ROOT_URLCONF = "cms.urls"
ALLOWED_HOSTS = ["*"]
STATIC_URL = "/static/"
"""
OFFICE = """
class Office(models.Model):
    name = models.CharField(max_length=80)
"""
PAGES = ("add-fields-and-blocks", "change-the-admin", "keep-pages-fresh")

# The site is made first, on a machine that may be busy.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def found(tmp_path):
    folder = tmp_path / "own-site"
    files = {"mysite/__init__.py": "", "mysite/settings/__init__.py": "", "memos/__init__.py": ""}
    files["mysite/settings/base.py"] = SETTINGS
    for page in PAGES:
        for name, text in code(f"how-to/{page}.md"):
            if name.startswith(("memos/", "templates/")) or page == PAGES[0]:
                files[name] = files.get(name, "") + text
    files["memos/models.py"] += OFFICE
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    run(folder, "-m", "django", "makemigrations", "memos")
    # Its own words for statuses need no migration.
    with (folder / "mysite" / "settings" / "base.py").open("a") as settings:
        settings.write('BRIEFS_STATUS_LABELS = {"improved": "Better"}\n')
    if "postgres" in os.environ["DATABASE_URL"]:
        make_once("migrated", migrate)
    database = new_database(folder, template="migrated")
    return json.loads(run(folder, str(ROOT / "tests" / "docs" / "own_site.py"), database=database))


def run(folder, *command, database="sqlite://:memory:"):
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "mysite.settings.base",
        "DATABASE_URL": database,
        "TELEGRAM_BOT_TOKEN": "",
        "DEBUG": "1",
    }
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=110
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def test_a_site_made_from_the_pages_shows_what_they_promise(found, subtests):
    with subtests.test("a field and a block stand on the page"):
        assert "Confidence: 80 %" in found["page"]
        assert "<strong>12</strong> patrols at sea" in found["page"]
        assert 'href="/patrols/"' in found["index"]
    with subtests.test("the field is in the API"):
        assert json.loads(found["api"])["confidence"] == 80
    with subtests.test("the menu is the one of the page"):
        assert "desk" in found["menu of the chief"]
        assert "briefs" not in found["menu of the chief"]
        assert "reports" in found["menu of the chief"]
        assert "reports" not in found["menu after"]
    with subtests.test("the listing has a column of the site's own"):
        assert "Written by" in found["listing"]
        assert "Lena" in found["listing"]
        assert "Patrols resume" in found["listing"]
    with subtests.test("a check of the site's own is shown"):
        assert "No byline. Say who wrote it." in found["form"]
    with subtests.test("editors see what their group may"):
        assert set(found["menu after"]) - set(found["menu before"]) == {"topics", "telegram"}
    with subtests.test("a model of the site counts as content"):
        before, after = found["stamps"]
        assert before != after
