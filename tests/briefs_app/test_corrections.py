"""Every correction of a brief stays to be read, with its date, the newest first."""

import re
from importlib import import_module
from importlib.util import find_spec
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from briefs_app.models import Correction
from briefs_app.pages.models import BriefPage

pytestmark = pytest.mark.usefixtures("unindexed")

NEWEST, OLDEST = "Six ships, not five.", "Five ships, not four."


@pytest.fixture
def corrected(make_brief, publish, admin_user):
    brief = publish(make_brief("Tea"))
    for note in (OLDEST, NEWEST):
        brief.correction_note = note
        brief.save_revision(user=admin_user).publish(user=admin_user)
        brief = BriefPage.objects.get(pk=brief.pk)
    return publish(brief)  # which corrects nothing


def test_each_new_correction_is_stored_once_with_its_editor(corrected, admin_user):
    stored = list(Correction.objects.filter(brief=corrected.pk))

    assert [each.note for each in stored] == [NEWEST, OLDEST]
    assert {each.made_by for each in stored} == {admin_user}
    assert stored[0].made_at > stored[1].made_at


def test_corrections_stay_when_the_field_is_emptied(corrected, publish):
    corrected.correction_note = ""

    assert [each.note for each in publish(corrected).corrections] == [NEWEST, OLDEST]


def test_the_page_dates_every_correction(client, corrected):
    page = client.get(f"/{corrected.slug}/").content.decode()

    assert re.findall(r"</time>:</strong> ([^<]+)</p>", page) == [NEWEST, OLDEST]
    assert page.count('"@type": "CorrectionComment"') == page.count('"datePublished"') - 1 == 2


def test_the_full_feed_dates_every_correction(client, corrected):
    (item,) = client.get("/feed/json/?full=1").json()["items"]

    dated = re.findall(r"<strong>Corrected, [^<]*20\d\d:</strong> ([^<]+)</p>", item["content_html"])
    assert dated == [NEWEST, OLDEST]


def test_api_v2_lists_every_correction(client, corrected, make_brief, publish):
    brief = client.get(f"/api/v2/briefs/{corrected.pk}/").json()
    assert brief["correction_note"] == NEWEST
    assert [each["note"] for each in brief["corrections"]] == [NEWEST, OLDEST]
    assert all(each["made_at"] for each in brief["corrections"])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/api/v2/briefs/?fields=corrections").status_code == 200
        return len(captured)

    queries()
    few = queries()
    publish(make_brief("Coffee", correction_note="Beans."))
    queries()

    assert queries() == few


@pytest.mark.skipif(not find_spec("wagtail.api.v3"), reason="has no API v3")
def test_api_v3_lists_every_correction(client, corrected):
    brief = client.get(f"/api/v3/pages/{corrected.pk}/").json()

    assert [each["note"] for each in brief["corrections"]] == [NEWEST, OLDEST]


def test_an_alias_shows_the_corrections_of_its_original(client, corrected, index):
    corrected.create_alias(parent=index, update_slug="alias")

    assert OLDEST in client.get("/alias/").content.decode()


def test_the_migration_keeps_what_live_briefs_say(corrected, make_brief):
    make_brief("Draft", correction_note="Not public.")
    Correction.objects.all().delete()
    migration = import_module("briefs_app.migrations.0002_corrections")

    # A real editor of SQLite wants no transaction around it.
    migration.store_what_briefs_say(apps, SimpleNamespace(connection=connection))

    assert [each.note for each in Correction.objects.all()] == [NEWEST]
