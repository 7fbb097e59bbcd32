"""Whoever takes a page from readers learns first how many messages that takes back."""

from django.urls import reverse

from briefs_app.pages.models import BriefIndexPage, BriefPage
from briefs_bot.models import Broadcast


def test_unpublishing_asks_first_and_then_takes_back(
    admin_client, make_brief, publish, crowd, telegram, django_capture_on_commit_callbacks
):
    brief = publish(make_brief("Tea"))
    address = reverse("wagtailadmin_pages:unpublish", args=[brief.pk])

    asked = admin_client.post(address, {"include_descendants": "on"}).content.decode()

    assert "40 messages on Telegram are deleted" in asked
    assert 'name="include_descendants" value="on"' in asked
    assert BriefPage.objects.get().live

    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_client.post(address, {"briefs_bot_confirmed": "1"})
    assert answer.status_code == 302
    assert not BriefPage.objects.get().live
    assert Broadcast.objects.get().retracted_at


def test_unpublishing_a_brief_that_nobody_got_asks_nothing(admin_client, make_brief, publish):
    brief = publish(make_brief("Tea"))

    assert admin_client.post(reverse("wagtailadmin_pages:unpublish", args=[brief.pk])).status_code == 302


def test_unpublishing_a_section_alone_takes_nothing_back(admin_client, make_brief, publish, crowd, index):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    publish(make_brief("Tea", parent=section))
    address = reverse("wagtailadmin_pages:unpublish", args=[section.pk])

    asked = admin_client.post(address, {"include_descendants": "on"})
    assert "40 messages on Telegram are deleted" in asked.content.decode()

    assert admin_client.post(address).status_code == 302
    assert Broadcast.objects.get().retracted_at is None


def test_deleting_a_section_counts_the_messages_of_all_its_briefs(
    admin_client, make_brief, publish, crowd, index
):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    for title in ("Tea", "Coffee"):
        publish(make_brief(title, parent=section))

    asked = admin_client.get(reverse("wagtailadmin_pages:delete", args=[section.pk])).content.decode()

    assert "80 messages on Telegram are deleted" in asked


def test_moving_warns_of_messages_that_may_be_taken_back(admin_client, make_brief, publish, crowd, index):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    brief = publish(make_brief("Tea"))

    address = reverse("wagtailadmin_pages:move_confirm", args=[brief.pk, section.pk])

    assert "40 messages on Telegram are taken back if" in admin_client.get(address).content.decode()
