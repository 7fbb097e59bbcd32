"""The listing of briefs in the admin: what stands on top, what it can be narrowed to, and what it costs."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from briefs_app.pages.models import BriefPage


@pytest.fixture
def listed(admin_client):
    """Return the titles in the listing, as narrowed by the parameters."""

    def listed(**parameters):
        page = admin_client.get(reverse("briefs:index"), parameters)
        cells = BeautifulSoup(page.content, "html.parser").select("td .title-wrapper > a")
        return [link.get_text(strip=True) for link in cells]

    return listed


def change(brief, **fields):
    BriefPage.objects.filter(pk=brief.pk).update(**fields)


@pytest.fixture
def in_every_state(make_brief, admin_user):
    make_brief("Draft")
    change(make_brief("Live"), live=True)
    change(make_brief("Changed"), live=True, has_unpublished_changes=True)
    change(make_brief("Expired"), expired=True)
    scheduled = make_brief("Scheduled")
    scheduled.save_revision(approved_go_live_at=timezone.now() + timedelta(hours=1))
    submitted = make_brief("Submitted")
    submitted.save_revision()
    workflow = Workflow.objects.create(name="Two pairs of eyes")
    WorkflowTask.objects.create(workflow=workflow, task=GroupApprovalTask.objects.create(name="Read it"))
    workflow.start(submitted, admin_user)


def test_briefs_are_found_by_their_page_state(in_every_state, listed, subtests):
    for states, found in (
        (["live"], {"Live", "Changed"}),
        (["changed"], {"Changed"}),
        (["draft"], {"Draft", "Submitted"}),
        (["moderation"], {"Submitted"}),
        (["scheduled"], {"Scheduled"}),
        (["expired"], {"Expired"}),
        (["changed", "scheduled"], {"Changed", "Scheduled"}),
        (["none such"], {"Draft", "Live", "Changed", "Expired", "Scheduled", "Submitted"}),
    ):
        with subtests.test(states=states):
            assert set(listed(page_state=states)) == found


@pytest.mark.indexed
def test_page_states_narrow_what_a_search_finds(in_every_state, listed):
    assert listed(page_state=["live", "draft"], q="draft") == ["Draft"]


def test_briefs_are_found_by_topic_status_period_and_language(
    make_brief, russian_index, security, energy, listed, subtests
):
    june = {"period_start": date(2026, 6, 1), "period_end": date(2026, 6, 7)}
    july = {"period_start": date(2026, 6, 29), "period_end": date(2026, 7, 5)}
    make_brief("Patrols", status="improved", **june)
    make_brief("Dams", status="worsened", topic=energy, **july)
    make_brief("Wind", status="", topic=energy)
    make_brief("Вода", parent=russian_index, status="unchanged")

    for parameters, found in (
        ({"topic": security.pk}, {"Patrols"}),
        ({"topic": energy.pk}, {"Dams", "Wind"}),
        ({"status": "worsened"}, {"Dams"}),
        ({"status": "not_assessed"}, {"Wind"}),
        ({"status": ["improved", "not_assessed"]}, {"Patrols", "Wind"}),
        ({"period_from": "2026-06-07", "period_to": "2026-06-28"}, {"Patrols"}),
        ({"period_from": "2026-06-08"}, {"Dams"}),
        ({"period_to": "2026-06-29"}, {"Patrols", "Dams"}),
        ({"locale": "ru"}, {"Вода"}),
        ({"locale": "en", "status": "improved"}, {"Patrols"}),
    ):
        with subtests.test(**parameters):
            assert set(listed(**parameters)) == found


def test_the_latest_edited_brief_comes_first_and_an_imported_one_last(make_brief, listed, admin_client):
    hour = timedelta(hours=1)
    for title, hours in (("Published", 3), ("Edited again", 1), ("Older", 30)):
        dated = {"live": True, "brief_date": timezone.now() - hours * hour}
        change(make_brief(title), latest_revision_created_at=timezone.now() - hours * hour, **dated)
    change(make_brief("Imported"), live=True, brief_date=timezone.now())
    make_brief("A new draft").save_revision()

    assert listed() == ["A new draft", "Edited again", "Published", "Older", "Imported"]


def test_the_listing_costs_as_many_queries_for_60_briefs_as_for_3(admin_client, make_brief, index):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(reverse("briefs:index"))
        return len(captured)

    for number in range(3):
        make_brief(str(number))
    cost()
    few = cost()
    for number in range(3, 60):
        make_brief(str(number))

    assert cost() == few
