"""The admin's first page lists an editor's own drafts, and topics that nobody wrote about this week."""

from datetime import timedelta

from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage
from briefs_app.periods.scales import Week
from tests.briefs_app.test_listing import listed as listed

DRAFTS, TOPICS = "#briefs-own-drafts-section", "#briefs-missing-topics-section"


def titles(client, panel):
    page = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    return [link.text.strip() for link in page.select(f"{panel} .title-wrapper a")]


def test_an_editor_finds_the_own_drafts(
    admin_client, admin_user, make_brief, django_user_model, listed, client
):
    somebody = django_user_model.objects.create_user("somebody")
    for number in range(6):
        draft = make_brief(f"Draft {number}", owner=admin_user)
        draft.save_revision()
    changed = make_brief("Changed", owner=admin_user)
    changed.save_revision()
    BriefPage.objects.filter(pk=changed.pk).update(live=True)
    for title, fields in (
        ("Live", {"live": True}),
        ("Expired", {"expired": True}),
        ("Theirs", {"owner": somebody}),
    ):
        brief = make_brief(title, owner=admin_user)
        brief.save_revision()
        BriefPage.objects.filter(pk=brief.pk).update(has_unpublished_changes=False, **fields)

    assert titles(admin_client, DRAFTS) == ["Changed", "Draft 5", "Draft 4", "Draft 3", "Draft 2"]
    assert len(listed(page_state=["draft", "changed"], owner=admin_user.pk)) == 7


def test_an_editor_finds_topics_without_a_brief_this_week(
    admin_client, make_brief, security, energy, client, django_user_model
):
    Topic.objects.create(name="Society", slug="society", sort_order=2, locale=security.locale)
    week = Week.of(timezone.localdate())
    make_brief("This week", topic=security, period_start=week.first, period_end=week.last)
    earlier = make_brief("Before", topic=energy)
    BriefPage.objects.filter(pk=earlier.pk).update(live=True, brief_date=timezone.now() - timedelta(days=7))

    assert titles(admin_client, TOPICS) == ["Energy", "Society"]
    page = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Newest brief: " in page
    assert "No brief yet" in page

    reader = django_user_model.objects.create_user("reader")
    group = Group.objects.create(name="Readers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    reader.groups.add(group)
    client.force_login(reader)
    assert titles(client, TOPICS) == []


def test_the_panels_cost_the_same_for_many_drafts_and_topics(admin_client, admin_user, make_brief, security):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(reverse("wagtailadmin_home"))
        return len(captured)

    make_brief("0", owner=admin_user).save_revision()
    cost()
    few = cost()
    for number in range(1, 6):
        make_brief(str(number), owner=admin_user).save_revision()
        Topic.objects.create(name=f"{number}", slug=f"t{number}", locale=security.locale)

    assert cost() == few
