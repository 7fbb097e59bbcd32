"""A host's own words and signs for a status stand wherever a status is shown."""

import json
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from briefs_app.pages.models import BriefPage

LABELS = {"improved": "Brighter", "": "Not rated"}
SIGNS = {"improved": "★"}


@pytest.fixture
def chosen():
    with override_settings(BRIEFS_STATUS_LABELS=LABELS, BRIEFS_STATUS_SIGNS=SIGNS):
        yield


@pytest.fixture
def read(client):
    def read(address):
        answer = client.get(address, headers={"host": "briefs.example.org"})
        assert answer.status_code == 200
        return answer.content.decode()

    return read


@pytest.fixture
def brief(make_brief, publish, telegram):
    publish(make_brief("Tolls rise", status=""))
    last_week = timezone.localdate() - timedelta(days=7)
    return publish(make_brief("Patrols resume", period_start=last_week, period_end=last_week))


@pytest.mark.parametrize(
    "address",
    ["/", "/brief-2/", "/topic/security/", "/trends/", "/trends/data.csv", "/search/?q=patrols", "/feed/"],
)
@pytest.mark.usefixtures("chosen", "brief")
def test_every_page_says_the_hosts_word(read, address):
    page = read(address)

    assert "Brighter" in page
    assert "Improved" not in page


@pytest.mark.parametrize("address", ["/", "/brief-2/", "/trends/", "/trends.svg"])
@pytest.mark.usefixtures("chosen", "brief")
def test_a_sign_of_the_hosts_is_written_and_the_others_are_drawn(read, address):
    page = read(address)

    assert ">★</text>" in page
    assert 'd="M6 1 11.5 11H.5Z"' not in page
    assert 'd="M6 11 .5 1h11Z"' in page


@pytest.mark.usefixtures("chosen")
def test_the_filter_asks_with_the_hosts_words(read, brief):
    page = read("/?status=not_assessed")

    assert '<option value="improved">Brighter</option>' in page
    assert '<option value="not_assessed" selected>Not rated</option>' in page
    assert "Tolls rise" in page


@pytest.mark.usefixtures("chosen")
def test_the_api_keeps_the_value_and_says_the_hosts_word(read, brief):
    found = json.loads(read(f"/api/v2/briefs/{brief.pk}/"))

    assert found["status"] == "improved"
    assert '"label":"Brighter"' in read("/api/v2/trends/").replace(": ", ":")


@pytest.mark.usefixtures("chosen", "brief")
def test_the_bot_says_the_hosts_word_and_sign(says, telegram):
    [answer] = says(telegram.add_user("Boris"), "/latest 1")

    assert answer.splitlines()[2] == "★ Patrols resume"
    assert answer.splitlines()[3].startswith("Brighter · Security")


@pytest.mark.usefixtures("chosen", "brief")
def test_the_admin_offers_and_lists_the_hosts_words(admin_client, brief):
    BriefPage.get_edit_handler.cache_clear()
    form = admin_client.get(f"/admin/pages/{brief.pk}/edit/").content.decode()
    listing = admin_client.get("/admin/briefs/").content.decode()
    BriefPage.get_edit_handler.cache_clear()

    assert '<option value="improved" selected>Brighter</option>' in form
    assert "Brighter" in listing
    assert brief.get_status_display() == "Brighter"


@pytest.mark.usefixtures("chosen", "db")
def test_other_words_need_no_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    ("setting", "value", "found"),
    [
        ("BRIEFS_STATUS_LABELS", ["Better"], "briefs.E004"),
        ("BRIEFS_STATUS_LABELS", {"better": "Better"}, "briefs.E005"),
        ("BRIEFS_STATUS_LABELS", {"improved": " "}, "briefs.E006"),
        ("BRIEFS_STATUS_SIGNS", "▲", "briefs.E004"),
        ("BRIEFS_STATUS_SIGNS", {None: "?"}, "briefs.E005"),
        ("BRIEFS_STATUS_SIGNS", {"improved": ""}, "briefs.E006"),
        ("BRIEFS_STATUS_SIGNS", {"improved": " "}, "briefs.E006"),
        ("BRIEFS_STATUS_SIGNS", {"improved": "up"}, "briefs.E006"),
        ("BRIEFS_STATUS_SIGNS", {"improved": 1}, "briefs.E006"),
    ],
)
def test_a_wrong_word_or_sign_is_found_and_the_hint_helps(setting, value, found):
    with override_settings(**{setting: value}):
        (message,) = run_checks(tags=["briefs"])

    assert message.id == found
    assert message.hint


def test_an_emoji_is_one_sign():
    with override_settings(BRIEFS_STATUS_SIGNS={"improved": "⬆️"}):
        assert run_checks(tags=["briefs"]) == []
