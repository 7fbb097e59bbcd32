"""An editor sees a draft on the front end of another origin, and nobody else does."""

import os
import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.briefs_app.headless.front import front_end
from tests.briefs_bot.sandbox.test_page import browser as browser
from tests.browser.person import Person
from tests.system.conftest import ROOT, free_port, new_database, wait_until

# The site is made first, on a machine that may be busy.
pytestmark = pytest.mark.timeout(300)

HERE = Path(__file__).parent
HOW_TO = ROOT / "docs/how-to/headless-preview.md"
PREPARE = """
from django.contrib.auth.models import User
from django.core.management import call_command
from wagtail.models import Locale, Page, Site
call_command("makemigrations", "memos", verbosity=0)
call_command("migrate", verbosity=0)
from tests.briefs_app.headless.memos.models import MemosPage
locale = Locale.objects.get_or_create(language_code="en")[0]
index = MemosPage(title="Memos", slug="memos", locale=locale)
Page.get_first_root_node().add_child(instance=index)
Site.objects.update(root_page=index, hostname="localhost")
User.objects.create_superuser("editor", "editor@example.org", "tea")
print(index.pk)
"""
DRAFT = """
from briefs_app.models import Topic
from tests.briefs_app.headless.memos.models import MemoPage, MemosPage
topic = Topic.objects.get_or_create(name="Security", slug="security")[0]
draft = MemoPage(title="{title}", slug="{slug}", summary="In short.", topic=topic, notification_text="Psst")
draft.live = {live}
MemosPage.objects.get().add_child(instance=draft)
"""
TOKEN = """
from datetime import timedelta
from time_machine import travel
from django.utils import timezone
from tests.briefs_app.headless.memos.models import MemoPage
with travel(timezone.now() - timedelta(seconds={seconds})):
    print(MemoPage.objects.get(slug="{slug}").create_page_preview().token)
"""
WATCHED = "return window.wagtail?.app.queryController('w-unsaved')?.initialFormData"


class Site:
    """A Wagtail in a process of its own, and the front end beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cms, self.front = (f"http://localhost:{free_port()}" for _ in range(2))
        # The tables follow BriefMixin by themselves, in migrations written for this run.
        (folder / "memos_migrations").mkdir()
        (folder / "memos_migrations/__init__.py").touch()
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.briefs_app.headless.settings",
            "DATABASE_URL": new_database(folder),
            "SECRET_KEY": "only for tests",
            "DEBUG": "1",
            "PYTHONPATH": str(folder),
            "BASE_URL": self.cms,
            "FRONT_END": self.front,
            "TELEGRAM_BOT_TOKEN": "",
        }
        self.index = self.shell(PREPARE).splitlines()[-1]

    def shell(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=110,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def open(self) -> ExitStack:
        address = urlsplit(self.cms).netloc
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", address]
        log = (self.folder / "site.log").open("ab")
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        closing = ExitStack()
        closing.callback(process.wait, 20)
        closing.callback(process.terminate)
        closing.enter_context(front_end(urlsplit(self.front).port, self.cms))
        wait_until(lambda: requests.get(f"{self.cms}/health/", timeout=5).ok, 30, "the site")
        return closing


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path)
    with site.open():
        yield site


@pytest.fixture
def editor(site, browser):
    browser.set_window_size(1400, 1000)
    editor = Person(browser, site.cms)
    editor.open("/admin/login/")
    editor.write("username", "editor")
    editor.write("password", "tea\n")
    editor.see("h1", "The Lantern Briefs")
    return editor


def start_a_memo(site, editor, title):
    """Not before Wagtail notices edits, which a person can't outrun: two seconds after the form is there."""
    editor.driver.switch_to.default_content()
    editor.driver.execute_script("localStorage.clear()")  # else the panel that was open last opens again
    editor.open(f"/admin/pages/add/memos/memopage/{site.index}/")
    editor.wait(lambda driver: driver.execute_script(WATCHED), "Wagtail to watch the form")
    editor.write("title", title)
    editor.write("summary", "Two boats are back in the strait.")


def see_in_the_preview(site, editor, title):
    """In the panel's frame, which the front end fills; the frame of the draft before stays until it has."""
    driver = editor.driver

    def look(_):
        driver.switch_to.default_content()
        for frame in driver.find_elements("css selector", "iframe[title=Preview]"):
            driver.switch_to.default_content()
            driver.switch_to.frame(frame)
            if any(heading.text == title for heading in driver.find_elements("css selector", "h1")):
                return driver.execute_script("return location.origin")
        return None

    origin = editor.wait(look, f"{title} in the preview")
    assert origin == site.front


def an_editor_types_a_headline_and_sees_it_on_the_front_end(site, editor):
    start_a_memo(site, editor, "Patrols <b>resume</b>")
    editor.click("[data-side-panel-toggle=preview]")
    see_in_the_preview(site, editor, "Patrols <b>resume</b>")
    assert editor.see(".summary").text == "Two boats are back in the strait."

    editor.driver.switch_to.default_content()
    editor.write("title", " at dawn")

    see_in_the_preview(site, editor, "Patrols <b>resume</b> at dawn")


def the_editor_is_told_what_is_wrong_with_the_front_ends_page(site, editor):
    start_a_memo(site, editor, "Patrols resume")
    editor.click("[data-side-panel-toggle=checks]")

    # Counted in the page at the other origin, and checked there: it has no description for search engines.
    editor.wait(lambda _: editor.see_all("[data-content-word-count]") == ["10"], "the number of words")
    editor.see("[data-checks-panel] h3", "Meta description is empty")


def a_fresh_token_opens_its_draft_and_no_other_does(site, editor):
    site.shell(DRAFT.format(title="Secret", slug="secret", live=False))
    fresh, old = (site.shell(TOKEN.format(slug="secret", seconds=seconds)) for seconds in (0, 601))
    for_something_else = site.shell(
        "from django.core.signing import TimestampSigner as S; print(S().sign('id=1'))"
    )

    def preview(**query):
        return requests.get(f"{site.cms}/api/v2/preview/", query, timeout=20)

    opened = preview(token=fresh, content_type="memos.memopage")
    assert opened.json()["title"] == "Secret"
    assert "no-store" in opened.headers["Cache-Control"]
    assert "Psst" not in opened.text
    forged = re.sub("id=[0-9]+", "id=1", fresh)
    refused = [
        preview(),
        *(preview(token=token) for token in ("", old, forged, fresh[:-1], for_something_else)),
    ]
    assert {(answer.status_code, "Secret" in answer.text) for answer in refused} == {(404, False)}
    assert requests.get(f"{site.cms}/api/v2/preview/1/", {"token": fresh}, timeout=20).status_code == 404
    assert requests.post(f"{site.cms}/api/v2/preview/", {"token": fresh}, timeout=20).status_code in (
        403,
        405,
    )


def nobody_else_sees_the_draft(site, editor):
    for address in (
        f"{site.cms}/api/v2/briefs/?fields=*",
        f"{site.cms}/api/v2/preview/",
        f"{site.front}/secret/",
    ):
        assert "Secret" not in requests.get(address, timeout=20).text
    assert requests.get(f"{site.front}/secret/", timeout=20).status_code == 404


def readers_of_a_published_brief_are_sent_to_the_front_end(site, editor):
    site.shell(DRAFT.format(title="Patrols", slug="patrols", live=True))

    answer = requests.get(f"{site.cms}/patrols/", timeout=20)

    assert answer.url == f"{site.front}/patrols/"
    assert "<h1>Patrols</h1>" in answer.text


STEPS = [
    an_editor_types_a_headline_and_sees_it_on_the_front_end,
    the_editor_is_told_what_is_wrong_with_the_front_ends_page,
    a_fresh_token_opens_its_draft_and_no_other_does,
    nobody_else_sees_the_draft,
    readers_of_a_published_brief_are_sent_to_the_front_end,
]


def test_a_site_and_a_front_end_of_another_origin(site, editor, subtests):
    for step in STEPS:
        with subtests.test(step.__name__):
            step(site, editor)


def test_the_page_shows_the_code_that_runs_here():
    blocks = re.findall(r"^```(?:python|html)\n(?:# ([^\n]*)\n)?(.*?)^```", HOW_TO.read_text(), re.M | re.S)
    assert len(blocks) > 5

    for name, block in blocks:
        there = (HERE / (name or "front.py")).read_text()
        for paragraph in block.strip().split("\n\n\n"):
            assert paragraph in there, f"{name}: {paragraph}"
