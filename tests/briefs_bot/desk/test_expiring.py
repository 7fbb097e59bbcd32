"""Whoever gives a brief a date of expiry learns first which messages that deletes, and when."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from briefs_app.pages.models import BriefPage
from briefs_bot.models import Broadcast
from tests.admin import confirm

MOMENT = timezone.localtime(timezone.now() + timedelta(days=9)).replace(
    hour=12, minute=0, second=0, microsecond=0
)
DATE = {"expire_at": MOMENT.strftime("%Y-%m-%d %H:%M")}
TOLD = f"On {date_format(MOMENT, 'DATETIME_FORMAT')} it expires:"


@pytest.fixture
def told(admin_client, publish_form, crowd, django_capture_on_commit_callbacks):
    """Publish a brief that forty people have."""
    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, publish_form())
    return BriefPage.objects.get()


def test_a_new_date_of_expiry_is_asked_about_with_the_number_of_messages(admin_client, publish_form, told):
    asked = publish_form(told, **DATE)

    page = asked.content.decode()
    assert f"{TOLD} 40 messages on Telegram are deleted then" in page
    assert "minor" not in page
    assert BriefPage.objects.get().expire_at is None

    assert confirm(admin_client, asked, choice="expire").status_code == 302
    assert BriefPage.objects.get().expire_at == MOMENT
    assert publish_form(told, **DATE).status_code == 302, "it was asked about"
    assert publish_form(told).status_code == 302, "nothing expires any more"
    assert Broadcast.objects.get().retracted_at is None


def test_it_is_said_beside_the_question_what_kind_of_change_it_is(publish_form, told):
    page = publish_form(told, summary="Other words.", **DATE).content.decode()

    assert f"{TOLD} 40 messages" in page
    assert "Changed: Summary." in page


def test_it_is_said_when_the_brief_is_new(publish_form, crowd):
    page = publish_form(**DATE).content.decode()

    assert f"{TOLD} its messages on Telegram are deleted then" in page


def test_a_schedule_of_another_version_with_an_expiry_is_asked_about(admin_client, publish_form, told):
    later = (MOMENT - timedelta(days=1)).strftime("%Y-%m-%d %H:%M")

    asked = publish_form(told, go_live_at=later, **DATE)

    assert "Yes, schedule it" in asked.content.decode()
    confirm(admin_client, asked, choice="expire")
    assert BriefPage.objects.get().scheduled_revision


def test_a_brief_that_nobody_has_expires_without_a_question(publish_form, index):
    publish_form()

    assert publish_form(BriefPage.objects.get(), **DATE).status_code == 302
    assert BriefPage.objects.get().expire_at == MOMENT
