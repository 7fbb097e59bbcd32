"""Scheduled pages go live or are taken down; one that fails holds up no other."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from briefs_app.editing.scheduling import FAILED
from briefs_app.models import Topic
from briefs_app.pages.models import BriefPage
from cms.tasks import publish_scheduled

pytestmark = pytest.mark.usefixtures("unindexed")

SOON = timedelta(hours=1)


@pytest.fixture
def scheduled(make_brief, publish, admin_user):
    """Three briefs for the same hour; the topic of the first is gone by then, by a way that asks nobody."""
    lost = Topic.objects.create(name="Lost", slug="lost", locale=make_brief("Draft").locale)
    titles = {"Bad": lost, "Good": None, "Better": None}
    for title, topic in titles.items():
        fields = {"topic": topic} if topic else {}
        brief = make_brief(title, go_live_at=timezone.now() + SOON, **fields)
        brief.save_revision(user=admin_user).publish()
    BriefPage.objects.filter(topic=lost).update(topic=None)
    Topic.objects.filter(pk=lost.pk)._raw_delete(using="default")
    with time_machine.travel(timezone.now() + 2 * SOON):
        yield


def live():
    return set(BriefPage.objects.live().values_list("title", flat=True))


def test_a_page_that_fails_holds_up_no_other(scheduled):
    publish_scheduled()

    assert live() == {"Good", "Better"}


def test_the_command_ends_with_a_failure_that_names_the_page(scheduled):
    with pytest.raises(CommandError, match=r"“Bad”: .*topic"):
        call_command("publish_scheduled")

    assert live() == {"Good", "Better"}


def test_the_editor_is_told_once_by_mail_and_in_the_history(scheduled, admin_client):
    publish_scheduled()
    publish_scheduled()

    assert [(letter.subject, letter.to) for letter in mail.outbox] == [
        ("Not published: Bad", ["admin@example.com"])
    ]
    entry = PageLogEntry.objects.get(action=FAILED)
    assert entry.page.title == "Bad"
    history = admin_client.get(reverse("wagtailadmin_pages:history", args=[entry.page_id]))
    assert "Failed at the time that was set: A brief needs a topic." in history.content.decode()


def test_the_first_page_of_the_admin_shows_it_until_it_is_mended(scheduled, admin_client, security):
    publish_scheduled()
    home = reverse("wagtailadmin_home")
    assert "Not published at the time that was set" in admin_client.get(home).content.decode()

    bad = BriefPage.objects.get(title="Bad").get_latest_revision_as_object()
    bad.topic = security
    bad.save_revision().publish()
    publish_scheduled()

    assert "Bad" in live()
    assert "Not published at the time that was set" not in admin_client.get(home).content.decode()


def test_what_runs_out_is_taken_down_all_the_same(scheduled, make_brief, publish):
    brief = publish(make_brief("Tea"))
    BriefPage.objects.filter(pk=brief.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_scheduled()

    assert live() == {"Good", "Better"}


def test_a_mail_server_that_is_away_is_no_obstacle(scheduled, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    publish_scheduled()

    assert live() == {"Good", "Better"}
