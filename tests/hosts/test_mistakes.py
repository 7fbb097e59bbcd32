"""What a developer gets wrong while installing the apps is found by a check that says what to do."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from wagtail import VERSION as WAGTAIL_VERSION

HERE = Path(__file__).parent
SETTINGS = """
from settings import *
from settings import INSTALLED_APPS
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in {without!r}]
{more}
"""


@pytest.fixture
def check(tmp_path):
    """Says what `manage.py check` finds in a host with other settings."""

    def check(folder, without=(), more=""):
        (tmp_path / "mistaken.py").write_text(SETTINGS.format(without=without, more=more))
        environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        environment |= {"DJANGO_SETTINGS_MODULE": "mistaken", "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-m", "django", "check", "--fail-level", "INFO"]
        done = subprocess.run(
            command, cwd=HERE / folder, env=environment, capture_output=True, text=True, timeout=100
        )
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stderr

    return check


@pytest.mark.parametrize(
    ("folder", "missing"),
    [
        (
            "own_models",
            {
                "wagtail.contrib.table_block": "briefs.E007",
                "wagtail.embeds": "briefs.E007",
                "django.contrib.sitemaps": "briefs.E008",
            },
        ),
        ("two_sites", {"wagtail_modeladmin": "briefs_bot.E006"}),
    ],
)
def test_each_missing_app_is_named(check, folder, missing):
    said = check(folder, [*missing])

    for app, found in missing.items():
        assert re.search(rf"\({found}\).*\n\s*HINT: Add '{app}' to INSTALLED_APPS", said), said


def test_a_page_model_that_is_not_there_is_named(check):
    said = check("two_sites", more="BRIEFS_PAGE_MODEL = 'memos.MemoPage'")

    assert "(briefs.E001)" in said
    assert "or name your own page model" in said


@pytest.mark.skipif(WAGTAIL_VERSION < (8,), reason="Wagtail 7 has no other base page.")
def test_the_ready_made_pages_do_not_stand_on_another_base_page(check):
    said = check("own_models", more="INSTALLED_APPS = ['briefs_app.pages', *INSTALLED_APPS]")

    assert "(briefs.E009)" in said
    assert "HINT: Leave it out of INSTALLED_APPS" in said


@pytest.mark.parametrize(
    "mistakes",
    [
        {
            "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True": "briefs.W011",
            "CELERY_BROKER_URL = None": "briefs_bot.W002",
            "BRIEFS_PER_PAGES = 20": "briefs.W012",
            "DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000": "briefs.W014",
            "MIDDLEWARE = MIDDLEWARE[:-1]": "briefs.W016",
            "BRIEFS_TELEGRAM_BOT_TOKNE = '1000:sandbox'": "briefs_bot.W006",
        },
        # Without a broker the schedule is of no account.
        {
            "CELERY_BEAT_SCHEDULE = {}": "briefs_bot.W005",
            "BRIEFS_TELEGRAM_QUEUE = 'rabbit'": "briefs_bot.E012",
            "MIDDLEWARE = [MIDDLEWARE[-1], *MIDDLEWARE]": "briefs.E010",
        },
    ],
    ids=["first", "second"],
)
def test_what_would_go_wrong_in_silence_is_told_before(check, mistakes):
    said = check("two_sites", more="from settings import MIDDLEWARE\n" + "\n".join(mistakes))

    # The hosts without a mistake are told nothing, as their own tests say.
    assert set(re.findall(r"\((briefs\w*\.[EW]\d+)\)", said)) == {*mistakes.values()}, said
