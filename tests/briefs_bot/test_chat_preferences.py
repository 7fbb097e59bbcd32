"""Each chat gets briefs in its own way: content languages, sound, a signature, forum topics."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from briefs_bot import tasks
from briefs_bot.delivery import addressing
from briefs_bot.models import Broadcast, Chat, ContentLanguage, Delivery, Subscription
from briefs_bot.sandbox import Fault
from briefs_bot.telegram import reasons

SIGNATURE = "Ask us: <desk> & co. – t.me/briefs"


@pytest.fixture
def channel(index, telegram, bot_reads):
    """Return the row of a channel that follows everything."""
    telegram.add_channel("Daily briefs")
    bot_reads()
    return Chat.objects.get()


@pytest.fixture
def forum(security, energy, telegram, bot_reads):
    """Return a group that follows everything, and its row."""
    group = telegram.add_group("Newsroom", [telegram.add_user("Vera")], supergroup=True)
    bot_reads()
    chat = Chat.objects.get()
    chat.follow(None)
    return group, chat


def posts(telegram, chat):
    return [message for message in telegram.messages(chat.telegram_id) if message.from_bot]


def change(chat, **values):
    Chat.objects.filter(pk=chat.pk).update(**values)


def read(chat, *languages):
    chat.content_languages.all().delete()
    ContentLanguage.objects.bulk_create(ContentLanguage(chat=chat, language=each) for each in languages)


def amend_now():
    Broadcast.objects.exclude(amend_after=None).update(amend_after=timezone.now())
    tasks.tick()


def test_a_chat_gets_briefs_in_its_content_languages(
    make_brief, publish, russian_index, channel, telegram, subtests
):
    publish(make_brief("Чай", parent=russian_index, notify_subscribers=False))
    russian = Broadcast(bot=1000, topic=channel.subscriptions.model().pk, language="ru")
    table = (
        # content languages, the chat's own, and the languages of the briefs that it gets
        ((), "en", {"en"}),
        ((), "ru", {"ru"}),
        ((), "de", {"en"}),
        (("ru",), "en", {"ru"}),
        (("en", "ru"), "en", {"en", "ru"}),
        (("ru", "de"), "en", {"ru"}),
        (("de",), "ru", {"ru"}),
        (("de",), "de", {"en"}),
    )
    for chosen, own, expected in table:
        with subtests.test(chosen=chosen, own=own):
            change(channel, language=own)
            read(channel, *chosen)
            got = set()
            for language in ("en", "ru"):
                russian.language = language
                if addressing.followers(russian).filter(pk=channel.pk).exists():
                    got.add(language)
            assert got == expected

    read(channel, "en", "ru")
    change(channel, language="en")
    publish(make_brief("Tea"))
    publish(make_brief("Кофе", parent=russian_index))
    shown = [post.text for post in posts(telegram, channel)]
    assert ["Tea" in shown[0], "Кофе" in shown[1]] == [True, True]


def test_one_statement_addresses_chats_with_and_without_content_languages(make_brief, crowd):
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()
    for number, chat in enumerate(Chat.objects.all()):
        read(chat, *(("en", "ru") if number % 2 else ()))

    with CaptureQueriesContext(connection) as asked:
        addressing.address(broadcast)

    inserts = [query["sql"] for query in asked if "INSERT" in query["sql"]]
    assert (len(inserts), Delivery.objects.count()) == (1, 40)


def test_a_silent_chat_hears_nothing(make_brief, publish, channel, telegram):
    publish(make_brief("Loud"))
    change(channel, is_silent=True)
    publish(make_brief("Quiet", notify_silently=False))

    assert [post.silent for post in posts(telegram, channel)] == [False, True]


def test_a_signature_stands_below_each_message_and_is_never_cut(
    make_brief, publish, channel, telegram, photo
):
    change(channel, signature=SIGNATURE)
    long = "A word and another. " * 300

    brief = publish(make_brief("Tea", summary=long))
    publish(make_brief("Coffee", summary=long, photo=photo, photo_credit="Credit"))
    text, caption = posts(telegram, channel)
    for post, limit in ((text, 4096), (caption, 1024)):
        assert post.text.endswith(f"…\n\n{SIGNATURE}") or f"\n\n{SIGNATURE}" in post.text
        assert limit - 40 < len(post.text) <= limit
    assert "Credit" in caption.text

    # An edit, a correction and a withdrawal are signed as well.
    brief.title, brief.correction_note = "Green tea", "It was green."
    publish(brief)
    amend_now()
    assert "Green tea" in text.text
    corrected = posts(telegram, channel)[-1]
    assert all(post.text.endswith(SIGNATURE) for post in (text, corrected))
    assert "It was green." in corrected.text
    telegram.pass_time(49 * 3600)
    brief.unpublish()
    amend_now()
    assert "Green tea" in text.text
    assert "withdrawn" in text.text.lower() or "no longer" in text.text.lower()
    assert text.text.endswith(SIGNATURE)


def test_briefs_go_into_the_forum_topic_of_the_chat_or_of_the_topic(
    make_brief, publish, forum, security, energy, telegram
):
    group, chat = forum
    news, power = (telegram.add_topic(group, name) for name in ("News", "Power"))
    change(chat, thread_id=news)
    Subscription.objects.create(chat=chat, topic=energy.translation_key, thread_id=power)

    first = publish(make_brief("Patrols"))
    publish(make_brief("Grid", topic=energy))
    first.correction_note = "They do not."
    publish(first)
    tasks.tick()

    threads = [(post.text.partition("\n\n")[2][:7], post.thread_id) for post in posts(telegram, chat)[-3:]]
    assert [thread for _text, thread in threads] == [news, power, news]
    assert not Chat.objects.get().broken_reason


def test_a_lost_forum_topic_falls_back_to_the_general_one_and_is_told(make_brief, publish, forum, telegram):
    group, chat = forum
    news = telegram.add_topic(group, "News")
    change(chat, thread_id=news)
    telegram.delete_topic(group, news)
    publish(make_brief("Deleted"))
    assert (posts(telegram, chat)[-1].thread_id, Chat.objects.get().broken_reason) == (
        None,
        reasons.THREAD_LOST,
    )

    news = telegram.add_topic(group, "News")
    change(chat, thread_id=news)
    publish(make_brief("There"))
    assert (posts(telegram, chat)[-1].thread_id, Chat.objects.get().broken_reason) == (news, "")

    closed = Fault("refuse", "sendMessage", error_code=400, description="Bad Request: TOPIC_CLOSED", times=1)
    telegram.faults.add(closed)
    publish(make_brief("Closed"))
    assert (posts(telegram, chat)[-1].thread_id, Chat.objects.get().broken_reason) == (
        None,
        reasons.THREAD_LOST,
    )
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


def test_only_groups_cost_a_query_for_their_forum_topics(make_brief, publish, crowd):
    with CaptureQueriesContext(connection) as asked:
        publish(make_brief("Tea"))

    assert not [
        query for query in asked if "thread_id" in query["sql"] and "bot_subscription" in query["sql"]
    ]


def test_a_group_that_becomes_a_supergroup_keeps_how_it_gets_briefs(forum, telegram, bot_reads):
    group, chat = forum
    change(chat, signature="Ours", is_silent=True)
    read(chat, "en", "ru")

    telegram.migrate(group)
    bot_reads()

    kept = Chat.objects.get()
    assert (kept.signature, kept.is_silent, kept.content_languages.count()) == ("Ours", True, 2)
