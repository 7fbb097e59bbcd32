"""Questions about briefs: lists in pages, the search, the status and trend of topics, plain words."""

import pytest

from briefs_bot.models import IncomingUpdate
from tests.conftest import labels

pytestmark = pytest.mark.indexed

# By question: the first brief of the answer, and how many it has.
FINDS = [
    ("/latest", "Dams fill", 5),
    ("/latest 2", "Dams fill", 2),
    ("/latest 99", "Dams fill", 10),
    ("/latest security", "Patrol 12", 5),
    ("/latest 2 security", "Patrol 12", 2),
    ("/latest 2 army", "Patrol 12", 2),
    ("/latest -3", "Dams fill", 1),
    ("/topic energy", "Dams fill", 1),
    ("/search patrol", "Patrol", 5),
    ("/search reservoirs", "Dams fill", 1),
    ("reservoirs high", "Dams fill", 1),
    ("securty", "Patrol 12", 5),
    ("SECURITY", "Patrol 12", 5),
    ("/edition", "Dams fill", 13),
    ("/status", "Patrol 12", 2),
    ("/trend security", "Patrol 12", 6),
    ("/trend", "Patrol 12", 2),
]
SAYS = [
    ("securty", "You wrote “securty”, which I took for Security."),
    ("sec", "You wrote “sec”, which I took for Security."),
    ("reservoirs", "Briefs with “reservoirs”"),
    ("/search volcano", "No brief has “volcano”. Try fewer or other words"),
    ("/search", "Say what you are looking for: /search harbour strike"),
    ("/search <b>bold</b>", "No brief has “<b>bold</b>”"),
    ("/latest volcano", "There is no topic “volcano”"),
    ("/trend volcano", "There is no topic “volcano”"),
    ("volcano", "I did not understand that."),
    ("/status", "▼ Security: Worsened"),
    ("/edition", "Energy\n■ Dams fill"),
]


@pytest.fixture
def _unindexed():
    """Unlike its neighbours' tests, these find words, so they index them."""


@pytest.fixture
def library(make_brief, publish, energy):
    """Publish twelve briefs on security and one on energy, the newest of all."""
    for number in range(1, 13):
        publish(make_brief(f"Patrol {number}", status="improved" if number % 2 else "worsened"))
    publish(make_brief("Dams fill", topic=energy, status="unchanged", summary="Reservoirs are high."))


@pytest.fixture
def asks(library, telegram, says):
    """A person who follows everything asks; return the answer without what is written below it."""
    anna = telegram.add_user("Anna")
    says(anna, "/start")
    telegram.press(anna.id, telegram.messages(anna.id)[-1].id, "Everything", user=anna)
    says(anna, "/help")
    return lambda words: says(anna, words)[0]


def newest(telegram):
    return telegram.messages(5000001)[-1]


def test_each_question_finds_its_briefs_and_says_what_was_understood(asks, subtests):
    for words, first, count in FINDS:
        with subtests.test(words):
            answer = asks(words)
            assert first in answer
            assert answer.count("Patrol ") + answer.count("Dams fill") == count
    for words, said in SAYS:
        with subtests.test(words):
            assert said in asks(words)


def test_lists_are_paged_in_place(asks, telegram, presses):
    for words, last in (("/latest", "Patrol 1\n"), ("/search patrol", "Patrol")):
        asks(words)
        message = newest(telegram)
        assert labels(message) == ["Older ›"]
        while "Older ›" in labels(message):
            presses(telegram.users[5000001], "Older ›")
            message = next(m for m in telegram.messages(5000001) if m.id == message.id)
        assert labels(message) == ["‹ Newer"]
        assert last in message.text + "\n"
        assert newest(telegram).id == message.id


def test_a_trend_comes_as_a_picture_with_the_same_in_words(asks, telegram):
    caption = asks("/trend security")

    assert newest(telegram).photo
    assert caption.startswith("Security")
    assert "▼ Worsened" in caption
    assert len(caption) <= 1024


def test_a_caption_is_a_question_too(asks, telegram, bot_reads):
    anna = telegram.users[5000001]
    telegram.queue(
        "message",
        {
            "message_id": 900,
            "date": 1,
            "chat": {"id": anna.id, "type": "private", "first_name": "Anna"},
            "from": {"id": anna.id, "is_bot": False, "first_name": "Anna"},
            "photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}],
            "caption": "security",
        },
        telegram.find_chat(anna.id),
    )
    bot_reads()

    assert newest(telegram).text.startswith("Security")


@pytest.mark.parametrize("words", ["/status", "/edition", "/trend", "/search tea"])
def test_an_empty_site_says_so(index, telegram, says, words):
    assert says(telegram.add_user("Anna"), words)[0].startswith(("There is no", "No topic", "No brief"))


def test_an_edited_message_is_a_question_once(index, telegram, says, bot_reads):
    anna = telegram.add_user("Anna")
    said = says(anna, "/hlep")
    mine = telegram.messages(anna.id)[0]

    # The last one is an edit of something else, such as the preview of a link.
    for text in ("/help", "What else?", "What else?"):
        telegram.edit(anna.id, mine.id, text)
    bot_reads()

    answers = [message.text for message in telegram.messages(anna.id) if message.from_bot][len(said) :]
    assert len(answers) == 2
    assert answers[0].startswith("/start – ")
    assert answers[1].startswith("I did not understand that.")


def test_of_a_message_edited_before_its_answer_only_the_new_text_is_answered(
    index, telegram, while_the_bot_runs
):
    anna = telegram.add_user("Anna")
    mine = telegram.write(anna.id, "/privacy")
    telegram.edit(anna.id, mine.id, "/topics")
    telegram.edit(anna.id, mine.id, "/help")

    while_the_bot_runs(lambda: not_answered() == 0 and len(telegram.messages(anna.id)) > 1)

    assert [message.text[:8] for message in telegram.messages(anna.id)[1:]] == ["/start –"]


def not_answered():
    return IncomingUpdate.objects.filter(handled_at=None).count()
