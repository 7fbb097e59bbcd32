"""Whoever changes a brief that was sent says whether readers must know of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data

from briefs_app.pages.models import BriefPage
from briefs_bot import tasks
from briefs_bot.models import Broadcast
from tests.admin import confirm
from tests.briefs_bot.desk.conftest import NONE


@pytest.fixture
def told(admin_client, publish_form, subscriber, telegram, django_capture_on_commit_callbacks):
    """Publish a brief that Anna has."""
    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, publish_form())
    return BriefPage.objects.get()


@pytest.fixture
def publish_as(admin_client, publish_form, told, django_capture_on_commit_callbacks):
    """Change the summary, press Publish, answer what kind of change it is, and let the worker run."""

    def publish_as(choice, **fields):
        asked = publish_form(told, summary="Other words.")
        with django_capture_on_commit_callbacks(execute=True):
            answer = confirm(admin_client, asked, choice=choice, follow=True, **fields)
        Broadcast.objects.exclude(amend_after=None).update(amend_after=timezone.now() - timedelta(seconds=1))
        tasks.tick()
        return answer.content.decode()

    return publish_as


@pytest.fixture
def received(telegram, subscriber):
    def received():
        return [message.text for message in telegram.messages(subscriber.id) if message.from_bot]

    return received


def test_the_question_says_what_changed_and_who_has_it(publish_form, told):
    asked = publish_form(told, summary="Other words.").content.decode()

    assert "1 message on Telegram shows this brief." in asked
    assert "Changed: Summary." in asked
    assert BriefPage.objects.get().summary == "In short."


def test_a_minor_change_edits_messages_and_notifies_nobody(publish_as, received):
    before = len(received())

    publish_as("minor")

    assert BriefPage.objects.get().summary == "Other words."
    assert len(received()) == before
    assert "Other words." in received()[-1]


def test_a_material_change_is_told_once_and_stays_on_the_page(publish_as, received, client, admin_user):
    before = len(received())

    publish_as("material", note="It was coffee.")
    tasks.tick()

    assert len(received()) == before + 1
    assert "It was coffee." in received()[-1]
    assert "Other words." in received()[-2]
    correction = BriefPage.objects.get().brief_corrections.get()
    assert (correction.note, correction.made_by) == ("It was coffee.", admin_user)
    assert "It was coffee." in client.get("/tea/").content.decode()


def test_a_material_change_needs_a_note_that_is_new(publish_as, publish_form, admin_client, told, received):
    assert "Say what was wrong" in publish_as("material", note="  ")
    assert BriefPage.objects.get().summary == "In short."

    publish_as("material", note="It was coffee.")
    before = len(received())
    asked = publish_form(told, summary="Third words.", correction_note="It was coffee.")
    answer = confirm(admin_client, asked, choice="material", note="It was coffee.", follow=True)

    assert "Readers were told exactly this before." in answer.content.decode()
    assert len(received()) == before


def test_a_note_that_is_too_long_is_refused(publish_as):
    assert "at most 600 characters" in publish_as("material", note="x" * 601)
    assert BriefPage.objects.get().summary == "In short."


def test_what_was_answered_in_the_form_or_did_not_change_asks_nothing(publish_form, told):
    assert publish_form(told).status_code == 302
    shown = timezone.localtime(told.brief_date).strftime("%Y-%m-%d %H:%M")
    assert publish_form(told, brief_date=shown).status_code == 302, "the form shows no seconds"
    assert BriefPage.objects.get().brief_date == told.brief_date
    assert publish_form(told, summary="Other.", correction_note="It was coffee.").status_code == 302


def test_a_page_that_is_no_brief_asks_nothing(admin_client, told, index):
    address = reverse("wagtailadmin_pages:edit", args=[index.pk])
    form = {"title": "All briefs", "slug": index.slug, "comments": NONE, "action-publish": "publish"}

    assert admin_client.post(address, nested_form_data(form)).status_code == 302
    index.refresh_from_db()
    assert index.title == "All briefs"


def test_the_second_of_two_editors_is_told(admin_client, publish_form, told):
    first, second = (publish_form(told, summary=words) for words in ("First words.", "Second words."))

    answer = confirm(admin_client, first, choice="minor", follow=True).content.decode()
    assert "Somebody saved another version meanwhile." in answer
    confirm(admin_client, second, choice="minor")

    assert BriefPage.objects.get().summary == "Second words."


def test_a_date_that_was_left_as_it_is_is_no_change(
    admin_client, publish_form, make_brief, subscriber, django_capture_on_commit_callbacks
):
    draft = make_brief("Tea")
    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, publish_form(draft))
    shown = timezone.localtime(BriefPage.objects.get().brief_date).strftime("%Y-%m-%d %H:%M")

    assert publish_form(draft).status_code == 302, "it is left to the publication"
    for _again in range(2):
        publish_form(draft, **{"action-publish": ""}, brief_date=shown)
        assert publish_form(draft, brief_date=shown).status_code == 302
    assert "Changed: Date." in publish_form(draft, brief_date="2026-01-02 12:00").content.decode()
