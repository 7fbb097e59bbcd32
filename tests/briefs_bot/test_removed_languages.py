"""Readers of a language that their site no longer has."""

import pytest

from briefs_bot.models import Chat


@pytest.fixture
def left_behind(russian_index, security, telegram, says, presses, make_brief, publish):
    """Return Olga, who reads Russian, which the site no longer has."""
    olga = telegram.add_user("Olga", language_code="ru")
    says(olga, "/start")
    presses(olga, "Security")
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


def test_other_readers_of_the_site_keep_their_language(
    left_behind, russian_index, make_brief, publish, telegram, says
):
    russian_index.save_revision().publish()

    publish(make_brief("Coffee"))

    assert not any("Coffee" in message.text for message in telegram.messages(left_behind.id))
    assert Chat.objects.get().language == "ru"
