"""What becomes of briefs when an editor deletes or does not translate their topic."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage

pytestmark = pytest.mark.usefixtures("unindexed")


@pytest.fixture
def delete(admin_client):
    def delete(topic):
        address = reverse("wagtailsnippets_briefs_app_topic:delete", args=[topic.pk])
        return admin_client.post(address, follow=True).content.decode()

    return delete


@pytest.fixture
def tea(make_brief, publish):
    return publish(make_brief("Tea"))


def test_a_topic_stays_while_a_draft_has_it(tea, energy, delete):
    tea.topic = energy
    tea.save_revision()

    assert "Not deleted: “Tea” would be without a topic." in delete(energy)
    assert Topic.objects.filter(pk=energy.pk).exists()


def test_a_topic_stays_while_a_schedule_has_it(tea, security, energy, delete, publish):
    tea.topic, tea.go_live_at = energy, timezone.now() + timedelta(hours=1)
    publish(tea)
    tea.topic, tea.go_live_at = security, None
    tea.save_revision()

    delete(energy)

    assert Topic.objects.filter(pk=energy.pk).exists()


@pytest.fixture
def keeper(index, django_user_model):
    """May delete topics, and edit what lies below one section only."""
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section", locale=index.locale))
    group = Group.objects.create(name="Keepers")
    codenames = ["access_admin", "delete_topic", "change_topic"]
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    permission = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    user = django_user_model.objects.create_user("keeper")
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    client.section = section
    return client


@pytest.mark.parametrize("state", ["draft", "live"])
@pytest.mark.parametrize("way", ["one", "bulk"])
def test_a_refusal_names_only_what_the_person_may_edit(keeper, make_brief, publish, energy, state, way):
    release = publish if state == "live" else lambda page: page
    release(make_brief("Dams", topic=energy, parent=keeper.section))
    for title in ("Secret dams", "Secret mines"):
        release(make_brief(title, topic=energy))
    bulk = reverse("wagtail_bulk_action", args=["briefs_app", "topic", "delete"]) + f"?id={energy.pk}"
    one = reverse("wagtailsnippets_briefs_app_topic:delete", args=[energy.pk])
    page = keeper.post(bulk if way == "bulk" else one, follow=True).content.decode()

    assert "Not deleted: “Dams” and 2 others that you may not edit would be without a topic." in page
    usage = keeper.get(reverse("wagtailsnippets_briefs_app_topic:usage", args=[energy.pk])).content.decode()
    assert "Secret" not in page + usage
    assert Topic.objects.filter(pk=energy.pk).exists()


def test_a_refusal_counts_where_it_may_name_nothing(keeper, make_brief, energy):
    make_brief("Secret dams", topic=energy)
    address = reverse("wagtailsnippets_briefs_app_topic:delete", args=[energy.pk])
    page = keeper.post(address, follow=True).content.decode()

    assert "Not deleted: 1 brief that you may not edit would be without a topic." in page


def test_a_refusal_names_five_briefs_and_counts_the_others(make_brief, energy, delete):
    for number in range(7):
        make_brief(f"Dams {number}", topic=energy)

    assert "“Dams 4” and 2 others would be without a topic." in delete(energy)


@pytest.mark.parametrize("state", ["draft", "newest version", "live"])
def test_no_way_leads_to_a_brief_without_its_topic(make_brief, publish, security, energy, state):
    brief = make_brief("Tea", topic=energy if state != "newest version" else security)
    if state == "live":
        publish(brief)
    if state == "newest version":
        brief.topic = energy
        brief.save_revision()

    for delete in (energy.delete, Topic.objects.filter(pk=energy.pk).delete):
        with pytest.raises(ProtectedError), transaction.atomic():
            delete()
    assert Topic.objects.filter(pk=energy.pk).exists()


def test_a_topic_goes_that_only_the_past_has(tea, security, energy, delete, publish, admin_client):
    tea.topic = energy
    old = publish(tea).latest_revision
    tea.topic = security
    new = publish(tea).latest_revision

    delete(energy)

    assert not Topic.objects.filter(pk=energy.pk).exists()
    for name, place in (
        ("edit", [tea.pk]),
        ("revisions_revert", [tea.pk, old.pk]),
        ("revisions_compare", [tea.pk, old.pk, new.pk]),
    ):
        assert admin_client.get(reverse(f"wagtailadmin_pages:{name}", args=place)).status_code == 200


def test_no_link_leads_to_a_topic_that_was_never_translated(
    client, make_brief, publish, security, russian_index
):
    brief = publish(make_brief("Чай", parent=russian_index))
    russian = brief.topic
    BriefPage.objects.filter(pk=brief.pk).update(topic=security)  # as older versions of this package left it
    brief.revisions.all().delete()
    russian.delete()

    for page in (brief, russian_index):
        html = client.get(page.get_url()).content.decode()
        found = re.findall(r'"(?:https?://[^/"]+)?(/[^"]*topic/[^"]*)"', html)
        assert {client.get(path).status_code for path in found} <= {200}
        assert "Security" in html


def test_pages_of_other_kinds_do_not_hold_a_topic(index, energy, delete):
    page = index.add_child(instance=Page(title="About", slug="about", live=False))
    revision = page.save_revision()
    revision.content["topic"], revision.approved_go_live_at = energy.pk, timezone.now()
    revision.save()

    delete(energy)

    assert not Topic.objects.filter(pk=energy.pk).exists()
