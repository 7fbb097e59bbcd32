"""Topics that are renamed or deleted: the messages of their briefs, and their followers."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from briefs_bot import tasks
from briefs_bot.models import Chat, Subscription

ADDRESS = "wagtailsnippets_briefs_app_topic"


@pytest.fixture
def rename(admin_client, security):
    """Rename a topic by the admin's form."""

    def rename(name):
        form = {"name": name, "slug": security.slug, "description": "", "aliases": ""}
        assert admin_client.post(reverse(f"{ADDRESS}:edit", args=[security.pk]), form).status_code == 302

    return rename


def newest(telegram, person):
    return telegram.messages(person.id)[-1].text


def test_the_new_name_of_a_topic_reaches_the_messages_of_its_recent_briefs(
    make_brief, publish, telegram, crowd, rename
):
    publish(make_brief("Tea"))
    rename("Safety")

    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        tasks.tick()

    assert all("Improved · Safety" in newest(telegram, person) for person in crowd)


def test_an_old_brief_keeps_the_name_that_its_topic_had(make_brief, publish, telegram, crowd, rename):
    publish(make_brief("Tea"))

    with time_machine.travel(timezone.now() + timedelta(hours=30)):
        rename("Safety")
        tasks.tick()

    assert "Improved · Security" in newest(telegram, crowd[0])


def test_deleting_a_topic_warns_how_many_chats_follow_it(admin_client, security, subscriber, crowd):
    address = reverse(f"{ADDRESS}:delete", args=[security.pk])
    asked = admin_client.get(address).content.decode()
    assert "41 chats follow “Security”, and stop following it if you delete it." in asked

    admin_client.post(address)

    assert not Subscription.objects.exists()
    assert Chat.objects.filter(is_active=True).count() == 41


def test_deleting_topics_in_bulk_warns_how_many_chats_follow_them(
    admin_client, security, energy, russian_index, subscriber
):
    russian = security.copy_for_translation(russian_index.locale)
    russian.save()
    address = reverse("wagtail_bulk_action", args=["briefs_app", "topic", "delete"])

    def told(*topics):
        asked = admin_client.get(address, {"id": [topic.pk for topic in topics]}).content.decode()
        return asked.count("1 chat follows “Security”")

    assert told(security, energy) == 0
    assert told(security, russian, energy) == 1


def test_a_topic_is_followed_as_long_as_one_translation_is_left(
    admin_client, security, russian_index, subscriber
):
    security.copy_for_translation(russian_index.locale).save()
    address = reverse(f"{ADDRESS}:delete", args=[security.pk])
    assert "follows “Security”" not in admin_client.get(address).content.decode()

    admin_client.post(address)

    assert Subscription.objects.count() == 1
