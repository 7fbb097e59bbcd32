"""A brief is published at once, and its followers are notified some minutes later."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from briefs_app.pages.models import BriefPage
from briefs_bot import tasks
from briefs_bot.models import Broadcast
from tests.admin import confirm


@pytest.fixture
def delayed(admin_client, publish_form, crowd, django_capture_on_commit_callbacks):
    """Publish a brief whose forty followers are notified in fifteen minutes."""
    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, publish_form(), choice="later", minutes="15")
    return Broadcast.objects.get()


@pytest.fixture
def arrived(crowd, telegram):
    def arrived():
        tasks.tick()
        return sum("Tea" in message.text for person in crowd for message in telegram.messages(person.id))

    return arrived


@pytest.fixture
def press(admin_client, delayed, django_capture_on_commit_callbacks):
    def press(action):
        with django_capture_on_commit_callbacks(execute=True):
            admin_client.post(reverse(f"briefs_bot_{action}", args=[delayed.pk]))

    return press


def after(minutes):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes))


def test_it_is_public_now_and_sent_when_the_minutes_are_over(delayed, arrived):
    assert BriefPage.objects.get().live
    assert arrived() == 0
    with after(14):
        assert arrived() == 0
    with after(16):
        assert arrived() == 40
        assert arrived() == 40


def test_the_edit_screen_counts_down_and_offers_what_may_be_done(admin_client, delayed):
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[delayed.brief_id])).content.decode()

    assert "in 14\xa0minutes" in page
    for action in ("now", "cancel"):
        assert reverse(f"briefs_bot_{action}", args=[delayed.pk]) in page


def test_now_sends_at_once(press, arrived):
    press("now")

    assert arrived() == 40


def test_what_is_cancelled_meanwhile_is_not_sent(press, arrived):
    press("cancel")

    with after(16):
        assert arrived() == 0


def test_a_brief_that_is_unpublished_meanwhile_is_not_sent(delayed, arrived):
    BriefPage.objects.get().unpublish()

    with after(16):
        assert arrived() == 0


def test_a_younger_brief_does_not_wait_for_it(delayed, make_brief, publish, crowd, telegram, arrived):
    publish(make_brief("Coffee"))
    tasks.tick()

    assert sum("Coffee" in m.text for person in crowd for m in telegram.messages(person.id)) == 40
    assert arrived() == 0


@pytest.mark.parametrize("minutes", ["", "7", "-5", "999999999999", "²"])
def test_minutes_that_are_not_offered_publish_nothing(admin_client, publish_form, crowd, minutes):
    answer = confirm(admin_client, publish_form(), choice="later", minutes=minutes, follow=True)

    assert "Choose how many minutes to wait." in answer.content.decode()
    assert not BriefPage.objects.get().live
