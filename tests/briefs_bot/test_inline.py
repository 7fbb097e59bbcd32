"""People type the bot's name in any chat, and share briefs there."""

import json

import pytest
from wagtail.models import Page, Site

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage
from briefs_bot.models import Chat, IncomingUpdate
from briefs_bot.sandbox import Fault
from tests.conftest import labels

pytestmark = pytest.mark.indexed

GUESTS_HEAR = {
    "": "Latest briefs",
    "reservoirs": "Briefs with “reservoirs”",
    "/search reservoirs": "Briefs with “reservoirs”",
    "security": "Security",
    "volcano": "No brief has “volcano”.",
}


@pytest.fixture
def _unindexed():
    """Unlike its neighbours' tests, these find words, so they index them."""


@pytest.fixture
def library(make_brief, publish, energy):
    for number in (1, 2):
        publish(make_brief(f"Patrol {number}", status="worsened"))
    publish(make_brief("Dams fill", topic=energy, status="", summary="Reservoirs are high."))


@pytest.fixture
def asks(telegram, bot_reads):
    """A person types the bot's name and words in a chat; return the bot's answer."""

    def asks(person, words="", offset="", chat=None):
        query = telegram.ask_inline(chat or person.id, words, person, offset=offset)
        bot_reads()
        return query

    return asks


def titles(query):
    return [result.title for result in query.answer.results]


def test_the_newest_briefs_are_offered_with_their_status_page_by_page(
    unindexed, make_brief, publish, telegram, asks
):
    for number in range(1, 25):
        publish(make_brief(f"Patrol {number}", status="worsened"))
    anna = telegram.add_user("Anna")

    first = asks(anna)
    second = asks(anna, offset=first.answer.next_offset)

    assert titles(first)[0] == "▼ Patrol 24"
    assert first.answer.results[0].description.startswith("Worsened · Security")
    assert (len(titles(first)), len(titles(second))) == (20, 4)
    assert not set(titles(first)) & set(titles(second))
    assert second.answer.next_offset == ""


def test_words_find_briefs_and_the_name_of_a_topic_those_of_the_topic(library, telegram, asks):
    anna = telegram.add_user("Anna")
    found = {"reservoirs": 1, "energy": 1, "enrgy": 1, "ener": 1, "security": 2, "army": 2}

    assert {words: len(titles(asks(anna, words))) for words in found} == found


def test_a_topic_of_another_site_hides_no_brief_with_the_words(
    library, make_brief, publish, energy, index, telegram, asks
):
    other = BriefIndexPage(title="Weather", slug="weather", locale=index.locale)
    Page.get_first_root_node().add_child(instance=other)
    other.save_revision().publish()
    Site.objects.create(hostname="weather.example.org", root_page=other)
    reservoirs = Topic.objects.create(name="Reservoirs", slug="reservoirs", locale=index.locale)
    publish(make_brief("Rain", parent=other, topic=reservoirs))
    anna = telegram.add_user("Anna")

    assert [titles(asks(anna, words)) for words in ("reservoirs", "reservors")] == [["○ Dams fill"], []]


def test_a_chosen_brief_is_shared_with_a_way_to_the_site_and_to_the_bot(
    make_brief, publish, photo, telegram, asks, bot_reads
):
    brief = publish(make_brief("Patrols resume", photo=photo, photo_credit="A. Reader"))
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Friends", [anna])
    telegram.kick(group)
    bot_reads()

    query = asks(anna, chat=group)
    shared = telegram.choose(query, str(brief.id))

    assert shared.text.startswith("▲ Improved · Security")
    assert "Photo: A. Reader" in shared.text
    assert labels(shared) == ["Read the brief", "Open in the bot"]
    assert shared.button("Open in the bot").url == f"https://t.me/{telegram.bot.username}?start=b_{brief.id}"
    assert shared.preview["url"].startswith("http://briefs.example.org/media/")
    assert query.answer.results[0].thumbnail_url.endswith(".jpg")


def test_where_nothing_is_found_a_button_leads_to_the_bot(library, telegram, asks, says):
    anna = telegram.add_user("Anna")

    answer = asks(anna, "volcano").answer

    assert answer.results == []
    assert answer.button["text"] == "No brief has “volcano”"
    assert says(anna, f"/start {answer.button['start_parameter']}")[0].startswith("Welcome.")


def test_asking_in_any_chat_leaves_no_trace_of_the_person(library, telegram, asks):
    asks(telegram.add_user("Anna"), "patrol")

    assert not Chat.objects.exists()


def test_the_language_is_the_one_chosen_in_the_bot_or_else_that_of_the_app(
    make_brief, publish, russian_index, telegram, asks, says, presses
):
    publish(make_brief("Patrols resume"))
    publish(make_brief("Патрули вернулись", parent=russian_index))
    ivan, anna = telegram.add_user("Ivan", "ru-RU"), telegram.add_user("Anna", "en")
    says(anna, "/start")
    presses(anna, "русский" if any("русский" in labels(m) for m in telegram.messages(anna.id)) else "Русский")

    assert "Патрули" in titles(asks(ivan))[0]
    query = asks(anna)
    assert "Патрули" in titles(query)[0]
    assert query.answer.is_personal


def test_a_site_of_one_language_answers_everybody_alike(library, telegram, asks, bot_reads):
    asks(telegram.add_user("Anna"), "patrol")

    query = telegram.ask_inline(telegram.add_user("Ivan", "ru").id, "patrol")

    assert query.answer is not None


def test_only_briefs_for_everybody_are_offered(make_brief, publish, telegram, asks):
    make_brief("A draft")
    withdrawn = publish(make_brief("Withdrawn"))
    withdrawn.unpublish()

    query = asks(telegram.add_user("Anna"))

    assert query.answer.results == []
    assert query.answer.button["text"] == "There is no brief to read yet."


def test_an_offset_that_is_no_number_begins_anew(library, telegram, asks):
    for offset in ("-1", "x", "٣", "9" * 60, "1e3"):
        assert len(titles(asks(telegram.add_user("Anna"), offset=offset))) == 3


def test_a_photo_that_only_this_machine_can_show_is_left_out(make_brief, publish, photo, telegram, asks):
    Site.objects.update(hostname="localhost", port=8000)
    publish(make_brief("Patrols resume", photo=photo))

    query = asks(telegram.add_user("Anna"))
    [result] = query.answer.results

    assert (result.thumbnail_url, result.preview) == ("", {"is_disabled": True})
    assert labels(telegram.choose(query, result.id)) == ["Open in the bot"]


def test_hostile_words_are_answered(library, telegram, asks):
    anna = telegram.add_user("Anna")
    hostile = [
        "\x00",
        "a\x00b",
        "%_\\",
        "'; --",
        "😀" * 128,
        "(" * 256,
        "/",
        "<b>&amp;",
        "@" * 9,
        "\u202e\ud83d",
    ]

    for words in hostile:
        assert asks(anna, words).answer is not None, words


def test_a_query_that_is_too_old_is_passed_over(library, telegram, bot_reads, says):
    anna = telegram.add_user("Anna")
    query = telegram.ask_inline(anna.id, "patrol", anna)
    telegram.pass_time(60)

    bot_reads()

    assert query.answer is None
    assert says(anna, "/help")


@pytest.mark.parametrize(
    "fault",
    [Fault("flood", retry_after=600), Fault("bad_gateway"), Fault("refuse")],
    ids=lambda each: each.kind,
)
def test_a_refused_answer_to_a_query_holds_up_nothing_else(
    unindexed, make_brief, publish, subscriber, telegram, asks, says, fault
):
    fault.method = "answerInlineQuery"
    telegram.faults.add(fault)

    assert asks(subscriber).answer is None
    assert says(subscriber, "/help")
    publish(make_brief("Patrols resume"))
    assert "Patrols resume" in telegram.messages(subscriber.id)[-1].text
    assert asks(subscriber, "patrols").answer is not None


def test_of_a_flood_only_the_newest_query_counts_and_nobody_waits(library, telegram, while_the_bot_runs):
    anna, ivan = telegram.add_user("Anna"), telegram.add_user("Ivan")
    queries = [telegram.ask_inline(anna.id, f"patrol {number}", anna) for number in range(200)]
    telegram.write(ivan.id, "/help", user=ivan)

    while_the_bot_runs(
        lambda: queries[-1].answer and any(message.from_bot for message in telegram.messages(ivan.id)),
        lambda: not IncomingUpdate.objects.filter(handled_at=None).exists(),
    )

    assert sum(query.answer is not None for query in queries) < 20
    assert not any(message.from_bot for message in telegram.messages(anna.id))


def test_what_somebody_shared_is_no_question(library, telegram, asks, bot_reads):
    anna = telegram.add_user("Anna")
    query = asks(anna, "reservoirs")

    telegram.choose(query, query.answer.results[0].id)
    bot_reads()

    assert not any(message.from_bot for message in telegram.messages(anna.id))


def test_a_guest_answers_where_it_is_named_and_leaves_no_trace(library, telegram, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Friends", [anna])
    telegram.kick(group)
    bot_reads()
    Chat.objects.all().delete()

    for words, said in GUESTS_HEAR.items():
        telegram.write(group, f"@{telegram.bot.username} {words}", anna)
        bot_reads()
        answer = telegram.messages(group)[-1]
        assert answer.text.startswith(said)
        assert labels(answer) == ["Open the bot"]
        assert "/" not in answer.text, "commands do nothing where the bot is no member"
    assert not Chat.objects.exists()


def test_the_answer_to_a_query_is_not_kept(library, telegram, while_the_bot_runs):
    query = telegram.ask_inline(telegram.add_user("Anna").id, "patrol")

    while_the_bot_runs(lambda: query.answer and not IncomingUpdate.objects.filter(handled_at=None).exists())

    assert json.dumps(list(IncomingUpdate.objects.values_list("payload", "chat_id"))) == '[["", 0]]'
