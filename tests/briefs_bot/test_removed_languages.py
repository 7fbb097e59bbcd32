"""Readers of a language that their site no longer has."""

import re

import pytest
from wagtail.models import Locale

from briefs_bot.models import Chat


@pytest.fixture
def left_behind(russian_index, security, telegram, says, presses, make_brief, publish):
    """Return Olga, who reads Russian, which the site no longer has."""
    olga = telegram.add_user("Olga", language_code="ru")
    says(olga, "/start")
    presses(olga, "Security")
    says(olga, "/topics")
    assert Chat.objects.get().language == "ru"
    russian_index.unpublish()
    publish(make_brief("Tea", notify_subscribers=False))
    return olga


def test_briefs_come_in_the_first_language_of_the_site(left_behind, make_brief, publish, telegram):
    publish(make_brief("Coffee"))

    assert "Coffee" in telegram.messages(left_behind.id)[-1].text


@pytest.mark.parametrize("command", ["/latest", "/topic security", "/start", "/topics", "Security"])
def test_an_answer_comes_in_the_first_language_and_says_once_that_it_changed(
    left_behind, telegram, says, command
):
    first, *rest = says(left_behind, command)
    again = says(left_behind, command)

    assert first.startswith("There are no more briefs in your language")
    assert rest
    assert not any("no more briefs in your language" in text for text in again)
    assert Chat.objects.get().language == "en"


@pytest.mark.parametrize(
    ("languages_left", "offer"), [(1, []), (2, ["/start offers the others."])], ids=["one", "two"]
)
def test_other_languages_are_offered_only_where_there_are_some(
    left_behind, index, says, languages_left, offer
):
    if languages_left == 2:
        locale = Locale.objects.create(language_code="be")
        index.copy_for_translation(locale).save_revision().publish()

    notice = says(left_behind, "/latest")[0]

    assert re.findall("/start offers the others.", notice) == offer


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("Настройки", ["Settings", "There are no more briefs in your language"]),
        ("Security", ["There are no more briefs in your language", "Security"]),
    ],
    ids=["edits", "replies"],
)
def test_a_button_says_that_the_language_changed_too(left_behind, telegram, presses, button, expected):
    presses(left_behind, button)

    said = [message.text for message in telegram.messages(left_behind.id)]
    assert said[-1].startswith(expected[-1])
    assert sum(text.startswith(expected[0]) for text in said) == 1


def test_a_file_comes_after_the_notice(left_behind, telegram, says):
    assert says(left_behind, "/export") == [
        "There are no more briefs in your language, so I speak this one now.",
        "This is everything that is kept about this chat.",
    ]


def test_other_readers_of_the_site_keep_their_language(
    left_behind, russian_index, make_brief, publish, telegram, says
):
    russian_index.save_revision().publish()

    publish(make_brief("Coffee"))

    assert not any("Coffee" in message.text for message in telegram.messages(left_behind.id))
    assert Chat.objects.get().language == "ru"
