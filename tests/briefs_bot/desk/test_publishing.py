"""Publishing asks first where it would start a broadcast, and says to how many."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.models import PageViewRestriction

from briefs_app.pages.models import BriefPage
from briefs_bot import tasks
from briefs_bot.models import Broadcast
from tests.admin import confirm


def got_it(telegram, person):
    return sum("Tea" in message.text for message in telegram.messages(person.id))


def test_nothing_is_public_before_the_answer(publish_form, crowd, telegram):
    asked = publish_form()

    assert "Goes to 40 subscribers." in asked.content.decode()
    assert not BriefPage.objects.get().live
    assert not Broadcast.objects.exists()


def test_the_answer_publishes_and_notifies_once(admin_client, publish_form, crowd, telegram):
    answer = confirm(admin_client, publish_form())
    tasks.tick()

    assert answer.url == reverse("wagtailadmin_pages:edit", args=[BriefPage.objects.get().pk])
    assert BriefPage.objects.get().live
    assert [got_it(telegram, person) for person in crowd] == [1] * 40


def test_a_brief_is_published_without_notifying(admin_client, publish_form, crowd, telegram):
    confirm(admin_client, publish_form(), choice="quietly")
    tasks.tick()

    brief = BriefPage.objects.get()
    assert brief.live
    assert not brief.notify_subscribers
    assert not Broadcast.objects.exists()


def test_an_edit_of_a_brief_that_nobody_has_asks_nothing(publish_form, index):
    publish_form()

    assert publish_form(BriefPage.objects.get(), summary="Other words.").status_code == 302
    assert BriefPage.objects.get().summary == "Other words."


def test_an_answer_that_is_none_publishes_nothing(admin_client, publish_form, crowd):
    answer = confirm(admin_client, publish_form(), choice="", follow=True)

    assert "Choose how it is published." in answer.content.decode()
    assert not BriefPage.objects.get().live


@pytest.mark.parametrize("fields", [{"notify_subscribers": ""}, {"topic": "energy"}], ids=["quiet", "nobody"])
def test_what_tells_nobody_asks_nothing(publish_form, crowd, energy, fields):
    fields = {name: energy.pk if value == "energy" else value for name, value in fields.items()}

    assert publish_form(**fields).status_code == 302
    assert BriefPage.objects.get().live


def test_a_brief_in_a_private_section_asks_nothing(publish_form, crowd, index):
    PageViewRestriction.objects.create(page=index, restriction_type="login")

    assert publish_form().status_code == 302


def test_a_scheduled_brief_is_scheduled_by_the_answer(admin_client, publish_form, crowd):
    moment = timezone.now() + timedelta(days=1)
    asked = publish_form(go_live_at=timezone.localtime(moment).strftime("%Y-%m-%d %H:%M"))
    assert "It is published on" in asked.content.decode()

    confirm(admin_client, asked)

    brief = BriefPage.objects.get()
    assert not brief.live
    assert brief.scheduled_revision
    assert not Broadcast.objects.exists()


def test_a_version_saved_meanwhile_is_not_published_unseen(admin_client, publish_form, crowd):
    asked = publish_form()
    brief = BriefPage.objects.get()
    brief.summary = "Somebody else's words."
    brief.save_revision()

    answer = confirm(admin_client, asked, follow=True)

    assert "Somebody saved another version meanwhile." in answer.content.decode()
    assert not BriefPage.objects.get().live


@pytest.mark.parametrize(("group", "status"), [("Editors", 302), ("Moderators", 302)])
def test_only_who_may_publish_gets_the_answer_done(admin_client, publish_form, enter, crowd, group, status):
    publish_form()
    brief = BriefPage.objects.get()
    client = enter(group)

    client.post(
        reverse("briefs_bot_publish", args=[brief.pk, brief.latest_revision_id]), {"choice": "notify"}
    )

    assert BriefPage.objects.get().live is (group == "Moderators")


def test_a_host_that_refuses_to_publish_is_heard_by_the_answer_too(admin_client, publish_form, crowd):
    asked = publish_form()

    with hooks.register_temporarily("before_publish_page", lambda request, page: HttpResponse("not today")):
        answer = confirm(admin_client, asked)

    assert answer.content == b"not today"
    assert not BriefPage.objects.get().live


def test_what_is_wrong_is_listed_above_the_buttons(admin_client, publish_form, crowd, photo):
    asked = publish_form(status="", photo=photo.pk, summary="word " * 240)

    page = BeautifulSoup(asked.content, "html.parser").select_one("main").get_text(" ", strip=True)
    for told in ("No status: readers see", "The photo has no credit", "Telegram cuts 2"):
        assert told in page
    assert page.index("No status") < page.index("Publish and notify")
    answer = confirm(admin_client, asked, follow=True).content.decode()
    assert "No status" not in answer.split("data-side-panel=")[0]


def test_where_nobody_is_asked_warnings_are_told_afterwards(admin_client, publish_form, energy, settings):
    page = admin_client.get(publish_form(topic=energy.pk).url).content.decode()
    assert "Nobody would receive it: no chat follows this topic in this language." in page
    settings.BRIEFS_TELEGRAM_BOT_TOKEN = ""
    page = admin_client.get(publish_form(slug="more").url).content.decode()
    assert "This site has no bot yet: nobody would receive it." in page
    page = admin_client.get(publish_form(slug="quiet", notify_subscribers="").url).content.decode()
    assert "nobody would receive it" not in page
    brief = BriefPage.objects.get(slug="tea")
    assert "would receive it" not in admin_client.get(publish_form(brief).url).content.decode()
