"""Bulk actions ask once for all briefs that they send or take back."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from briefs_app.pages.models import BriefIndexPage, BriefPage
from briefs_bot import tasks
from briefs_bot.models import Broadcast
from tests.admin import repeat


@pytest.fixture
def act(admin_client):
    """Choose pages in the listing, and confirm Wagtail's own question about a bulk action."""

    def act(action, *pages, **fields):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        query = urlencode({"id": [page.pk for page in pages], "next": "/admin/"}, doseq=True)
        return admin_client.post(f"{address}?{query}", fields)

    return act


def test_many_briefs_are_published_after_one_question(admin_client, act, make_brief, crowd, telegram):
    asked = act(
        "publish", make_brief("Tea"), make_brief("Coffee"), make_brief("Quiet", notify_subscribers=False)
    )

    page = asked.content.decode()
    assert "2 briefs are sent on Telegram." in page
    assert "Tea: 40 subscribers" in page
    assert "Quiet" not in page
    assert not BriefPage.objects.live().exists()

    assert repeat(admin_client, asked, "notify").url == "/admin/"
    tasks.tick()

    assert BriefPage.objects.live().count() == 3
    assert sum(m.from_bot for person in crowd for m in telegram.messages(person.id)) == 80


def test_drafts_below_are_counted_where_they_are_published_too(admin_client, act, make_brief, index, crowd):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section", live=False))
    make_brief("Tea", parent=section)

    assert act("publish", section).status_code == 302
    asked = act("publish", section, include_descendants="on")

    assert "Tea: 40 subscribers" in asked.content.decode()
    repeat(admin_client, asked, "quietly")
    assert BriefPage.objects.get().live
    assert not Broadcast.objects.exists()


def test_too_many_at_once_may_only_be_published_quietly(admin_client, act, make_brief, crowd, settings):
    settings.BRIEFS_TELEGRAM_BULK_LIMIT = 1
    asked = act("publish", make_brief("Tea"), make_brief("Coffee"))

    assert "At most 1 brief is sent at once." in asked.content.decode()
    assert 'value="notify"' not in asked.content.decode()

    forged = admin_client.post(asked.wsgi_request.get_full_path(), {"briefs_bot_answer": "notify"})
    assert forged.status_code == 200
    assert not BriefPage.objects.live().exists()

    repeat(admin_client, asked, "quietly")
    assert BriefPage.objects.live().count() == 2
    assert not Broadcast.objects.exists()


def test_many_briefs_are_published_now_and_sent_later(
    admin_client, act, make_brief, index, subscriber, telegram
):
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section", live=False))
    make_brief("Tea", parent=section)
    asked = act("publish", section, make_brief("Coffee"), include_descendants="on")

    assert "Choose how many" in repeat(admin_client, asked, "later", minutes="7").content.decode()
    assert not BriefPage.objects.live().exists()
    assert repeat(admin_client, asked, "later", minutes="15").url == "/admin/"

    def received(minutes):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            tasks.tick()
        return sum("in short" in message.text for message in telegram.messages(subscriber.id))

    assert BriefPage.objects.live().count() == 2
    assert [received(minutes) for minutes in (0, 14, 16)] == [0, 0, 2]


def test_changed_briefs_are_published_as_minor_changes(
    admin_client, act, make_brief, publish, subscriber, telegram
):
    def received():
        tasks.tick()
        return [message.text for message in telegram.messages(subscriber.id) if message.from_bot][1:]

    briefs = [publish(make_brief(title)) for title in ("Tea", "Coffee")]
    assert len(received()) == 2
    for brief in briefs:
        brief.summary = f"{brief.title}, in other words."
        brief.save_revision()

    asked = act("publish", *briefs, make_brief("Milk"))

    page = asked.content.decode()
    assert "Tea: 1 message on Telegram shows this brief. Changed: Summary." in page
    assert "1 brief is sent on Telegram." in page
    assert "publish that brief alone" in page
    assert BriefPage.objects.live().get(title="Tea").summary == "Tea, in short."
    asked = act("publish", *briefs)
    assert "publish that brief alone" in asked.content.decode()
    repeat(admin_client, asked, "minor")
    Broadcast.objects.exclude(amend_after=None).update(amend_after=timezone.now() - timedelta(seconds=1))
    assert sorted(text.split("in ")[-1][:12] for text in received()) == ["other words."] * 2


@pytest.mark.parametrize("action", ["unpublish", "delete", "move"])
def test_what_takes_messages_back_asks_first(admin_client, act, make_brief, publish, crowd, index, action):
    briefs = [publish(make_brief(title)) for title in ("Tea", "Coffee")]
    section = index.add_child(instance=BriefIndexPage(title="Section", slug="section"))
    before = list(BriefPage.objects.values_list("path", "live"))

    asked = act(action, *briefs, chooser=section.pk)

    assert "80 messages on Telegram" in asked.content.decode()
    assert list(BriefPage.objects.values_list("path", "live")) == before

    assert repeat(admin_client, asked, "yes").status_code == 302
    assert list(BriefPage.objects.values_list("path", "live")) != before


def test_what_sends_and_takes_back_nothing_asks_nothing(act, make_brief):
    brief = make_brief("Tea")

    for action in ("publish", "unpublish", "delete"):
        assert act(action, brief).status_code == 302
