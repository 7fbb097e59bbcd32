"""What becomes of briefs when an editor deletes or does not translate their topic."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from briefs_app.models import Topic


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


def test_no_link_leads_to_a_topic_that_was_never_translated(client, make_brief, publish, russian_index):
    brief = publish(make_brief("Чай", parent=russian_index))

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
