"""A draft as Telegram will show it, made by the code that sends it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data

from briefs_bot.models import Chat

NONE = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}


@pytest.fixture
def preview(admin_client):
    """Fill in the form of a brief without saving it, and look at the preview."""

    def preview(brief, **fields):
        form = {
            "title": brief.title,
            "slug": brief.slug,
            "topic": brief.topic_id,
            "summary": brief.summary,
            "status": brief.status,
            "notify_subscribers": "on",
            "body-count": 0,
            "brief_related_articles": NONE,
            "comments": NONE,
            **fields,
        }
        address = reverse("wagtailadmin_pages:preview_on_edit", args=[brief.pk])
        assert admin_client.post(address, nested_form_data(form)).json()["is_valid"]
        answer = admin_client.get(address, {"mode": "telegram"})
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return preview


def words(page):
    return " ".join(page.get_text(" ").split())


def test_preview_shows_the_message_that_is_sent(preview, make_brief, publish, subscriber, telegram):
    brief = make_brief("Tea & coffee", status_reason="More of it.")
    shown = preview(brief, status_reason="More of it.").select_one(".light .text").get_text()

    publish(brief)

    assert shown.strip() == telegram.messages(subscriber.id)[-1].text
    assert "Tea & coffee" in shown


def test_preview_shows_unsaved_words_in_light_and_dark(preview, make_brief):
    page = preview(make_brief("Tea"), title="Coffee", notification_text="Hot & strong.")

    for theme in ("light", "dark"):
        assert "Coffee" in page.select_one(f".{theme} .text").get_text()
        assert "Hot & strong." in page.select_one(f".{theme} .text").get_text()
    assert [button.get_text(strip=True) for button in page.select(".light .button")][-1] == "Mute Security"


def test_preview_counts_characters_and_says_what_is_cut(preview, make_brief, photo):
    brief = make_brief("Tea")
    assert "of 4096 characters." in words(preview(brief))

    page = words(preview(brief, photo=photo.pk, summary="word " * 240))

    assert "of 1024 characters." in page
    assert "characters of the text are cut." in page


def test_preview_tells_who_gets_it(preview, make_brief, crowd, telegram):
    brief = make_brief("Tea")
    assert "Goes to 40 subscribers." in words(preview(brief))

    Chat.objects.update(is_active=False)

    assert "Nobody would receive it" in words(preview(brief))
    assert "publishing sends nothing" in words(preview(brief, notify_subscribers=""))


def test_preview_of_a_draft_without_topic_asks_for_one(admin_client, make_brief):
    brief = make_brief("Tea", topic=None)

    answer = brief.make_preview_request(preview_mode="telegram")

    assert "Choose a topic to see the message." in answer.content.decode()


def test_hostile_text_stays_text(preview, make_brief):
    page = preview(
        make_brief("Tea"), title="<script>alert(1)</script>", summary="<img src=x onerror=alert(1)>"
    )

    assert not page.select("script, .text img")
    assert "<script>alert(1)</script>" in page.select_one(".light .text").get_text()


def test_preview_of_a_site_without_bot_says_so(preview, make_brief, settings):
    settings.BRIEFS_TELEGRAM_BOT_TOKEN = ""

    assert "This site has no bot yet" in words(preview(make_brief("Tea")))


@pytest.mark.parametrize("is_readable", [True, False], ids=["readable", "storage away"])
def test_preview_shows_the_photo_where_it_can_be_read(make_brief, photo, settings, is_readable):
    brief = make_brief("Tea", photo=photo)
    if not is_readable:
        storage = {"BACKEND": "tests.photos.AwayStorage", "OPTIONS": {"location": settings.MEDIA_ROOT}}
        settings.STORAGES = {**settings.STORAGES, "default": storage}

    page = BeautifulSoup(brief.make_preview_request(preview_mode="telegram").content, "html.parser")

    assert len(page.select(".message img")) == (2 if is_readable else 0)
    assert "Tea" in page.select_one(".light .text").get_text()
