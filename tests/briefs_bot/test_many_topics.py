"""Sites of many topics: screens in pages, and topics that are found by a part of their names."""

import pytest

from briefs_app.models import Topic
from tests.conftest import labels

pytestmark = pytest.mark.usefixtures("quick_answers")
# Telegram's.
MOST_BUTTONS = 100


@pytest.fixture
def make_topics(index, security):
    """Return a function that makes topics until there are so many; the first one is Security."""

    def make(count):
        names = {n: f"Topic {n:03} with a name that no phone shows whole" for n in range(2, count + 1)}
        Topic.objects.bulk_create(
            Topic(name=name, slug=f"topic-{n}", sort_order=n, locale=index.locale)
            for n, name in names.items()
        )

    return make


def newest(telegram, person):
    return telegram.messages(person.id)[-1]


@pytest.mark.parametrize("count", [40, 98, 400])
def test_topics_come_in_pages_and_are_found_by_a_part_of_their_name(
    make_topics, telegram, says, presses, count
):
    make_topics(count)
    anna = telegram.add_user("Anna")
    pages = -(-count // 10)

    for words in ("/topics", "/start"):
        says(anna, words)
        shown = []
        for page in range(1, pages + 1):
            its, size = labels(newest(telegram, anna)), min(10, count - len(shown))
            before, after = (page - 2) % pages + 1, page % pages + 1
            shown += its[:size]
            assert its[size : size + 3] == [f"‹ {before}", f"{page} of {pages}", f"{after} ›"]
            presses(anna, f"{after} ›")
        assert (shown[0], len(set(shown))) == ("Security", count)
    assert says(anna, f"topic {count:03}")[0].startswith(
        f"You wrote “topic {count:03}”, which I took for Topic"
    )
    for words in ("topic 0", "/topic topic 0", "/latest topic 0"):
        assert "Did you mean one of these?" in says(anna, words)[0]
        assert labels(newest(telegram, anna))[:2] == [
            "Topic 002 with a name that …",
            "Topic 003 with a name that …",
        ]
    assert max(len(labels(message)) for message in telegram.messages(anna.id)) <= MOST_BUTTONS


def test_a_page_stays_where_it_is_when_a_topic_is_chosen(make_topics, telegram, says, presses):
    make_topics(98)
    anna = telegram.add_user("Anna")
    says(anna, "/start")
    presses(anna, "‹ 10")
    presses(anna, "Topic 098 with a name that …")

    assert "✓ Topic 098 with a name that …" in labels(newest(telegram, anna))
    assert "10 of 10" in labels(newest(telegram, anna))
    assert len(telegram.messages(anna.id)) == 2, "one screen, edited in place"


def test_pages_of_topics_open_topics(make_topics, telegram, says, presses):
    make_topics(98)
    anna = telegram.add_user("Anna")
    assert "type its name" in says(anna, "/topics")[0]
    presses(anna, "2 ›")
    presses(anna, "Topic 012 with a name that …")

    assert newest(telegram, anna).text.startswith("Topic 012 with a name that no phone shows whole")
