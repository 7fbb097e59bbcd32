"""Answers are remembered until something public changes: the next answer shows each kind of change."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction, Site

from briefs_app import reader
from briefs_app.caching import memo
from briefs_app.models import Topic
from briefs_bot.conversation import reading
from briefs_bot.models import IncomingUpdate

pytestmark = pytest.mark.usefixtures("unindexed")


@pytest.fixture
def tea(make_brief, publish):
    return publish(make_brief("Tea", status="improved"))


@pytest.fixture
def reader_of_tea(tea, telegram, says):
    """A person who has asked for the newest briefs before, so that the answer is known."""
    anna = telegram.add_user("Anna")
    assert "Tea" in says(anna, "/latest")[0]
    return anna


def unpublish(tea):
    tea.unpublish()


def delete(tea):
    tea.delete()


def restrict(tea):
    PageViewRestriction.objects.create(page=tea, restriction_type="login")


def restrict_its_index(tea):
    PageViewRestriction.objects.create(page=tea.get_parent(), restriction_type="password", password="x")


def move_to_another_site(tea):
    root = tea.get_parent().copy(update_attrs={"slug": "other"}, recursive=False)
    Site.objects.create(hostname="other.example.org", root_page=root)
    tea.move(root, "first-child")


@pytest.mark.parametrize("withdraw", [unpublish, delete, restrict, restrict_its_index, move_to_another_site])
@pytest.mark.parametrize("question", ["/latest", "/topic security", "/status", "/edition"])
def test_what_is_no_longer_public_is_in_no_answer(reader_of_tea, tea, says, question, withdraw):
    assert "Tea" in says(reader_of_tea, question)[0]

    withdraw(tea)

    assert "Tea" not in says(reader_of_tea, question)[0]


def test_what_has_expired_is_in_no_answer(tea, reader_of_tea, telegram, says):
    tea.expire_at = timezone.now() + timedelta(minutes=10)
    tea.save()
    assert "Tea" in says(reader_of_tea, "/latest")[0]

    with time_machine.travel(tea.expire_at + timedelta(seconds=1)):
        assert "Tea" not in says(reader_of_tea, "/latest")[0]


def test_a_new_brief_is_in_the_next_answer(reader_of_tea, make_brief, publish, says):
    publish(make_brief("Coffee"))

    assert "Coffee" in says(reader_of_tea, "/latest")[0]


def test_new_words_of_a_brief_are_in_the_next_answer(reader_of_tea, tea, publish, says):
    tea.title, tea.status = "Green tea", "worsened"
    publish(tea)

    assert "▼ Green tea" in says(reader_of_tea, "/latest")[0]


def test_a_topic_has_its_new_name_and_aliases_in_the_next_answer(reader_of_tea, security, says):
    says(reader_of_tea, "/topic security")
    security.name, security.aliases = "Defence of the realm", "castle"
    security.save()

    assert "Defence of the realm" in says(reader_of_tea, "/latest")[0]
    assert says(reader_of_tea, "/topic castle")[0].startswith("Defence of the realm")


def test_a_new_topic_is_offered_at_once(reader_of_tea, telegram, says):
    says(reader_of_tea, "/topics")
    Topic.objects.create(name="Whales", slug="whales", locale=Locale.get_default())

    says(reader_of_tea, "/topics")

    assert "Whales" in str(telegram.messages(reader_of_tea.id)[-1].buttons)


def test_a_topic_that_comes_while_many_are_answered_fails_no_answer(security):
    """They share what each of them found out."""
    with reader.remembering(reader.moment()):
        reader.topics("en")
        Topic.objects.create(name="Whales", slug="whales", locale=Locale.get_default())

        assert reader.find_topic("whales", "en").topic is None
        assert reader.find_topic("secur", "en").nearest[0].name == "Security"


def test_a_topic_that_goes_while_many_are_answered_fails_no_answer(security, energy):
    with reader.remembering(reader.moment()):
        reader.find_topic("energy", "en")
        energy.delete()

        assert reader.find_topic("energy", "ru").topic is None
        assert reader.find_topic("security", "ru").topic.name == "Security"


def test_links_follow_the_site_to_its_new_address(reader_of_tea, telegram, says):
    Site.objects.update(hostname="old.example.org")
    site = Site.objects.get()
    site.hostname = "new.example.org"
    site.save()

    says(reader_of_tea, "/latest")

    links = [e["url"] for e in telegram.messages(reader_of_tea.id)[-1].entities if e["type"] == "text_link"]
    assert links
    assert all("//new.example.org" in link for link in links)


def test_what_is_written_past_the_models_shows_after_a_minute(reader_of_tea, tea, says, monkeypatch):
    monkeypatch.setattr(memo, "SECONDS", 60)
    type(tea).objects.filter(pk=tea.pk).update(title="Green tea")

    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert "Green tea" in says(reader_of_tea, "/latest")[0]


@pytest.mark.parametrize(("length", "times"), [(100, 1), (101, 2)])
def test_long_lists_fill_no_memory(db, length, times):
    asked = []

    @reader.remembered
    def find():
        asked.append(length)
        return list(range(length))

    for _ in range(2):
        with reader.remembering(reader.moment()):
            assert len(find()) == length

    assert len(asked) == times


def test_an_answer_that_is_known_costs_three_queries(reader_of_tea, says):
    with CaptureQueriesContext(connection) as seen:
        says(reader_of_tea, "/latest")

    assert tables(seen) == ["briefs_app_change", "briefs_bot_chat", "briefs_bot_subscription"]


def test_many_who_ask_at_once_are_looked_up_together(tea, telegram, while_the_bot_runs):
    people = [telegram.add_user(f"Reader {number}") for number in range(12)]
    for person in people:
        telegram.write(person.id, "/latest", user=person)
    while_the_bot_runs(handled(12))
    for person in people:
        telegram.write(person.id, "/help", user=person)

    with CaptureQueriesContext(connection) as seen:
        while_the_bot_runs(handled(24))

    assert 1 <= tables(seen).count("briefs_bot_chat") <= 6
    for person in people:
        assert [m.text.split()[0] for m in telegram.messages(person.id) if m.from_bot][-1] == "/start"


def test_an_error_in_one_of_many_questions_spoils_no_other(tea, telegram, while_the_bot_runs, monkeypatch):
    find = reading.latest

    def fail_for_seven(site, languages, limit, offset=0):
        if limit == 8:
            raise ZeroDivisionError
        return find(site, languages, limit, offset)

    monkeypatch.setattr(reading, "latest", fail_for_seven)
    people = [telegram.add_user(f"Reader {number}") for number in range(8)]
    for number, person in enumerate(people, 1):
        telegram.write(person.id, f"/latest {number}", user=person)

    while_the_bot_runs(handled(8))

    answered = [bool([m for m in telegram.messages(person.id) if m.from_bot]) for person in people]
    assert answered == [True] * 6 + [False, True]


def tables(seen):
    """Return the table that each query reads first; databases quote it differently."""
    found = (re.search(r"^SELECT.*? FROM \W?(\w+)", query["sql"], re.DOTALL) for query in seen)
    return [match[1] for match in found if match]


def handled(count):
    return lambda: IncomingUpdate.objects.exclude(handled_at=None).count() == count
