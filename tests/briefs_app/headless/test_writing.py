"""The page on writing from outside, done as it says: with the real command, against a real server."""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

pytest.importorskip("wagtail.api.v3")

from django.core.management import call_command

from briefs_app.pages.models import BriefPage
from tests.browser.conftest import _leave_the_database_as_found as _leave_the_database_as_found
from tests.browser.conftest import _site as _site
from tests.browser.conftest import live_server as live_server

PAGE = Path(__file__).parents[3] / "docs/how-to/write-briefs-from-outside.md"
CMS = Path(__file__).parents[3] / "cms"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture
def run(live_server, _site, django_user_model, tmp_path):
    """Runs commands as Anna would at her terminal; returns what they print."""
    django_user_model.objects.create_superuser("anna", "anna@example.org", "tea")
    token = StringIO()
    call_command("api_tokens", "create", user="anna", name="the desk's script", stdout=token)

    def run(commands):
        commands = commands.replace("https://cms.example.org", live_server.url)
        commands = commands.replace("wagtail_…", token.getvalue().strip())
        # It is installed already.
        commands = commands.replace("pip install wagtail-cli\n", "")
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=tmp_path,
            env={"PATH": path, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=100,
        )

    return run


def test_every_command_on_the_page_works_and_subscribers_are_told_once(run, subscriber, telegram):
    done = run("\n".join([*blocks("sh"), "wt api pages publish $brief"]))

    assert done.returncode == 0, done.stderr
    brief = BriefPage.objects.live().get()
    assert (brief.title, brief.status, brief.topic.name) == ("Patrols resume", "improved", "Security")
    assert brief.period_end.isoformat() == "2026-06-07"
    assert "The strait was quiet for a week." in str(brief.body)
    texts = [message.text for message in telegram.messages(subscriber.id)]
    assert sum("Patrols are back, the radar is not." in text for text in texts) == 1
    assert "A brief needs a summary." in done.stdout
    assert not BriefPage.objects.get(title="Only a headline").live


def test_a_wrong_token_is_refused(run, index):
    done = run(blocks("sh")[0].replace("wagtail_…", "wagtail_wrong"))

    assert done.returncode == 4
    assert "401" in done.stderr


def test_the_host_mounts_the_api_as_the_page_says():
    (lines,) = blocks("python")

    for line in filter(None, lines.splitlines()):
        assert line in (CMS / "api.py").read_text()
