"""Answers to commands, words and buttons of people."""

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils import timezone
from redis import Redis
from telegram import Update

from briefs_bot import follow_link, tasks
from briefs_bot.conversation.application import FOR_ADMINISTRATORS, build, introduce
from briefs_bot.models import Chat, Delivery
from briefs_bot.sandbox import Fault
from tests.conftest import labels


def test_start_is_one_screen_with_topics_and_the_newest_brief(make_brief, publish, energy, telegram, says):
    publish(make_brief("Patrols resume"))
    anna = telegram.add_user("Anna")

    (welcome,) = says(anna, "/start")

    assert welcome.startswith("Welcome.")
    assert labels(telegram.messages(anna.id)[-1]) == [
        "Security",
        "Energy",
        "Everything",
        "Patrols resume",
        "Settings",
    ]


def test_the_button_of_the_newest_brief_shows_it_with_its_photo(
    make_brief, publish, photo, telegram, says, presses
):
    publish(make_brief("Patrols resume", photo=photo, photo_credit="A. Painter"))
    anna = telegram.add_user("Anna")
    says(anna, "/start")
    presses(anna, "Patrols resume")

    newest = telegram.messages(anna.id)[-1]
    assert newest.photo
    assert newest.text.endswith("Photo: A. Painter")


def test_a_tap_follows_and_a_second_tap_leaves(energy, telegram, says, presses):
    anna = telegram.add_user("Anna")
    says(anna, "/start")

    presses(anna, "Energy")
    assert "✓ Energy" in labels(telegram.messages(anna.id)[-1])
    assert telegram.toasts[-1].text == "On: new briefs on Energy will come here."

    presses(anna, "✓ Energy")
    assert "Energy" in labels(telegram.messages(anna.id)[-1])


def test_whoever_follows_everything_gets_every_topic(make_brief, publish, energy, telegram, says, presses):
    anna = telegram.add_user("Anna")
    says(anna, "/start")
    presses(anna, "Everything")
    publish(make_brief("Dams fill", topic=energy))

    assert "Dams fill" in telegram.messages(anna.id)[-1].text


def test_latest_lists_the_newest_briefs_with_sign_word_topic_and_link(make_brief, publish, telegram, says):
    publish(make_brief("Patrols resume", status="improved"))
    publish(make_brief("Radar fails", status="worsened"))
    publish(make_brief("Talks pause", status=""))
    anna = telegram.add_user("Anna")

    (answer,) = says(anna, "/latest 2")

    assert "○ Talks pause\nNot assessed · Security" in answer
    assert "▼ Radar fails\nWorsened · Security" in answer
    assert "Patrols" not in answer
    links = [
        entity["url"] for entity in telegram.messages(anna.id)[-1].entities if entity["type"] == "text_link"
    ]
    assert all(link.startswith("http") and "/brief-" in link for link in links)


@pytest.mark.parametrize("words", ["/latest 0", "/latest -3", "/latest 99999999", "/latest ٣"])
def test_latest_with_an_odd_number_still_answers(make_brief, publish, telegram, says, words):
    publish(make_brief("Patrols resume"))

    assert "Patrols resume" in says(telegram.add_user("Anna"), words)[0]


def test_latest_on_an_empty_site_says_so(index, telegram, says):
    assert says(telegram.add_user("Anna"), "/latest")[0].startswith("There is no brief to read yet.")


@pytest.mark.parametrize("name", ["security", "Security", "SECURITY", "defence", "Army", "  security  "])
def test_topic_is_found_by_name_slug_or_alias(make_brief, publish, telegram, says, name):
    publish(make_brief("Patrols resume"))

    (answer,) = says(telegram.add_user("Anna"), f"/topic {name}")

    assert answer.startswith("Security")
    assert "Patrols resume" in answer


def test_topic_without_a_name_offers_buttons(energy, security, telegram, says, presses):
    anna = telegram.add_user("Anna")

    assert says(anna, "/topic")[0].startswith("Choose a topic to read its latest briefs:")
    presses(anna, "Energy")
    assert telegram.messages(anna.id)[-1].text.startswith("Energy")


def test_a_misspelt_topic_offers_the_nearest(energy, security, telegram, says):
    anna = telegram.add_user("Anna")

    assert "Did you mean" in says(anna, "/topic secruity")[0]
    assert labels(telegram.messages(anna.id)[-1])[0] == "Security"


def test_an_unknown_topic_points_to_the_list(security, telegram, says):
    (answer,) = says(telegram.add_user("Anna"), "/topic <b>xylophone</b>")

    assert answer.startswith("There is no topic “<b>xylophone</b>”. All of them: /topics")


def test_a_topic_can_be_followed_from_its_list(security, telegram, says, presses):
    anna = telegram.add_user("Anna")
    says(anna, "/topic security")
    presses(anna, "Follow this topic")

    assert labels(telegram.messages(anna.id)[-1]) == ["Stop following"]
    assert Chat.objects.get().following.topics == {security.translation_key}


def test_a_topic_is_known_in_any_language_and_answered_in_the_chats_own(
    make_brief, publish, russian_index, security, telegram, says
):
    russian = security.copy_for_translation(russian_index.locale)
    russian.name = "Безопасность"
    russian.save()
    publish(make_brief("Патрули", parent=russian_index, topic=russian))
    ivan = telegram.add_user("Ivan", language_code="ru")

    (answer,) = says(ivan, "/topic security")

    assert answer.startswith("Безопасность")
    assert "Патрули" in answer


def test_a_topics_bare_name_is_enough(security, telegram, says):
    assert says(telegram.add_user("Anna"), "army")[0].startswith("Security")


@pytest.mark.parametrize(
    "words",
    [
        "what?",
        "/nonsense",
        "/",
        "🙂" * 300,
        "مرحبا بالعالم",
        "<script>alert(1)</script>",
        "x" * 4096,
        "\u202e\u0000",
    ],
)
def test_what_is_not_understood_gets_a_helpful_line(security, telegram, says, words):
    (answer,) = says(telegram.add_user("Anna"), words)

    assert answer.startswith("I did not understand that. Try /latest")


def test_stop_works_in_one_step_and_can_be_undone(make_brief, publish, subscriber, telegram, says, presses):
    (answer,) = says(subscriber, "/stop")
    publish(make_brief("Unheard"))
    assert answer.startswith("Done: no more briefs")
    assert not any("Unheard" in message.text for message in telegram.messages(subscriber.id))

    presses(subscriber, "Undo")
    publish(make_brief("Heard"))

    assert any("Heard" in message.text for message in telegram.messages(subscriber.id))


def test_help_names_every_command_and_privacy_says_what_is_kept(index, telegram, says):
    anna = telegram.add_user("Anna")

    (words,) = says(anna, "/help")
    assert all(
        f"/{name} – " in words for name in ["start", "latest", "topic", "topics", "stop", "help", "privacy"]
    )
    (kept,) = says(anna, "/privacy")
    assert "What you write is kept only until it is answered" in kept
    assert "Nothing else is kept" in kept


def test_a_group_is_answered_also_by_the_bots_name(make_brief, publish, telegram, says):
    publish(make_brief("Patrols resume"))
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    says(anna, "/start")

    assert "Patrols resume" in says(anna, "/latest@briefs_sandbox_bot", chat=group)[-1]
    assert says(anna, "/latest@some_other_bot", chat=group) == []


def test_in_a_group_an_answer_replies_to_who_asked(make_brief, publish, telegram, says):
    publish(make_brief("Patrols resume"))
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna, telegram.add_user("Ivan")])

    says(anna, "/latest", chat=group)
    question = next(m for m in telegram.messages(group.id) if m.text == "/latest")
    assert telegram.messages(group.id)[-1].reply_to == question.id
    says(anna, "/latest")
    assert telegram.messages(anna.id)[-1].reply_to is None


def test_only_administrators_change_what_a_group_follows(security, telegram, says, presses, bot_reads):
    anna, ivan = telegram.add_user("Anna"), telegram.add_user("Ivan")
    group = telegram.add_group("Newsroom", members=[anna, ivan])
    bot_reads()

    presses(ivan, "Security", chat=group)
    assert telegram.toasts[-1].text == "Only administrators of this group can do that."
    assert says(ivan, "/stop", chat=group) == ["Only administrators of this group can do that."]
    assert not Chat.objects.get(telegram_id=group.id).following

    presses(anna, "Security", chat=group)
    assert Chat.objects.get(telegram_id=group.id).following.topics == {security.translation_key}


def test_a_channel_gets_everything_and_its_buttons_lead_to_the_bot(
    make_brief, publish, telegram, bot_reads, presses
):
    anna = telegram.add_user("Anna")
    channel = telegram.add_channel("Daily briefs", owner=anna)
    bot_reads()
    publish(make_brief("Patrols resume"))
    posts = telegram.messages(channel.id)
    assert ["Patrols resume" in post.text for post in posts] == [True]

    presses(anna, "More on Security", chat=channel)

    assert len(telegram.messages(channel.id)) == 1
    assert telegram.toasts[-1].url.endswith("?start=t_security")


def test_a_link_that_names_a_topic_opens_it_for_who_follows_another(energy, subscriber, says):
    assert says(subscriber, "/start t_energy")[0].startswith("Energy")


def test_a_person_who_blocks_the_bot_becomes_inactive_and_comes_back_with_start(
    make_brief, publish, subscriber, telegram, bot_reads, says
):
    telegram.block(subscriber)
    bot_reads()
    assert not Chat.objects.get().is_active

    telegram.unblock(subscriber)
    bot_reads()
    assert not Chat.objects.get().is_active

    says(subscriber, "/start")
    publish(make_brief("Heard"))
    assert "Heard" in telegram.messages(subscriber.id)[-1].text


def test_a_migrated_group_keeps_what_it_follows(make_brief, publish, security, telegram, presses, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    presses(anna, "Security", chat=group)

    successor = telegram.migrate(group)
    bot_reads()
    publish(make_brief("Patrols resume"))

    assert Chat.objects.filter(kind="group").get().telegram_id == successor.id
    assert "Patrols resume" in telegram.messages(successor.id)[-1].text


def test_a_group_that_moved_before_the_bot_read_of_it_keeps_its_language(
    make_brief, publish, russian_index, security, telegram, presses, bot_reads
):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    presses(anna, "Security", chat=group)
    presses(anna, "Русский", chat=group)

    successor = telegram.migrate(group)
    publish(make_brief("Чай", parent=russian_index))
    bot_reads()
    publish(make_brief("Ещё чай", parent=russian_index))

    assert Chat.objects.get(kind="group").telegram_id == successor.id
    assert ["Чай" in m.text for m in telegram.messages(successor.id)[-2:]] == [True, False]
    assert "Ещё чай" in telegram.messages(successor.id)[-1].text


def test_a_group_stays_stopped_though_telegram_tells_its_move_twice(security, telegram, says, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    says(anna, "/stop", chat=group)
    telegram.migrate(group)

    bot_reads(times=2)

    assert not Chat.objects.get(kind="group").is_active


def test_the_language_can_be_changed_by_a_button(
    make_brief, publish, russian_index, security, telegram, says, presses
):
    russian = security.copy_for_translation(russian_index.locale)
    russian.name = "Безопасность"
    russian.save()
    publish(make_brief("Tea"))
    publish(make_brief("Чай", parent=russian_index, topic=russian))
    layla = telegram.add_user("Layla", language_code="ar")
    says(layla, "/start")
    assert "✓ English" in labels(telegram.messages(layla.id)[-1])

    presses(layla, "Русский")

    assert "Чай" in says(layla, "/latest")[0]


@pytest.mark.parametrize(
    "data",
    [
        "nonsense",
        "topic:",
        "topic:zz",
        "track:zz",
        "brief:0",
        "brief:²",
        "follow:00000000000000000000000000000000:1",
        "unfollow:zz:topic",
        "x" * 64,
    ],
)
def test_an_unknown_button_is_answered_as_out_of_date(security, telegram, says, bot_reads, data):
    anna = telegram.add_user("Anna")
    says(anna, "/topics")
    query = telegram.new_query(telegram.find_chat(anna.id), anna)
    message = telegram.messages(anna.id)[-1].as_dict()
    telegram.queue(
        "callback_query",
        {
            "id": query.id,
            "from": {"id": anna.id, "is_bot": False, "first_name": "Anna"},
            "chat_instance": "1",
            "message": message,
            "data": data,
        },
        telegram.find_chat(anna.id),
    )
    bot_reads()

    assert telegram.toasts[-1].text == "This button is out of date. Try /topics."


def test_commands_are_described_in_each_language_and_for_members_and_administrators(index, telegram):
    async def run():
        application = build(telegram.token)
        async with application:
            await introduce(application)
            await introduce(application)

    async_to_sync(run)()

    def told(scope):
        return [c["command"] for c in telegram.commands(scope, "ru")]

    assert told("default")[:2] == ["start", "latest"]
    assert told("all_chat_administrators") == told("default")
    assert told("all_group_chats") == [name for name in told("default") if name not in FOR_ADMINISTRATORS]
    assert len([call for call in telegram.calls if call.method == "setMyCommands"]) == 9


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 2, "message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}},
        {"update_id": 3, "poll": {}},
        {"update_id": 4, "unheard_of": {"a": 1}},
    ],
)
def test_a_malformed_update_does_not_stop_the_bot(security, telegram, update):
    async def run():
        application = build(telegram.token)
        async with application:
            try:
                parsed = Update.de_json(update, application.bot)
            except (KeyError, TypeError):  # the library itself drops it
                return
            await application.process_update(parsed)

    async_to_sync(run)()

    assert telegram.sent == []


def test_after_stop_nothing_that_was_waiting_comes_any_more(make_brief, publish, subscriber, telegram, says):
    telegram.faults.add(
        Fault(kind="flood", chat_id=subscriber.id, method="sendMessage", retry_after=1, times=1)
    )
    publish(make_brief("Waiting"))
    Redis.from_url(settings.REDIS_URL).flushdb()
    says(subscriber, "/stop")
    Delivery.objects.update(not_before=timezone.now())

    tasks.tick()

    assert Delivery.objects.get().status == "cancelled"
    assert not any("Waiting" in message.text for message in telegram.messages(subscriber.id))


def test_following_after_stop_means_to_get_briefs_again(
    make_brief, publish, subscriber, energy, telegram, says, presses
):
    says(subscriber, "/stop")
    says(subscriber, "/topic energy")
    presses(subscriber, "Follow this topic")
    publish(make_brief("Dams fill", topic=energy))

    assert "Dams fill" in telegram.messages(subscriber.id)[-1].text


def test_only_administrators_restart_a_stopped_group(security, telegram, says, bot_reads):
    anna, ivan = telegram.add_user("Anna"), telegram.add_user("Ivan")
    group = telegram.add_group("Newsroom", members=[anna, ivan])
    bot_reads()
    says(anna, "/stop", chat=group)

    assert says(ivan, "/start", chat=group) == ["Only administrators of this group can do that."]
    assert not Chat.objects.get(telegram_id=group.id).is_active


def test_a_stopped_group_stays_stopped_when_it_moves(security, telegram, says, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    says(anna, "/stop", chat=group)
    telegram.migrate(group)
    bot_reads()

    assert not Chat.objects.get(kind="group").is_active


def test_the_answer_comes_to_the_thread_where_it_was_asked(security, telegram, bot_reads):
    anna = telegram.add_user("Anna")
    forum = telegram.add_group("Forum", members=[anna])
    news = telegram.add_topic(forum, "News")
    for thread in (news, None):
        telegram.write(forum, "/topics", user=anna, thread_id=thread)
    bot_reads()

    answers = [message for message in telegram.messages(forum.id) if message.from_bot]
    assert [message.thread_id for message in answers[-2:]] == [news, None]


def test_a_command_of_another_bot_whose_name_begins_like_ours_is_not_answered(telegram, says, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()

    assert says(anna, "/weather@briefs_sandbox_bot_helper_bot", chat=group) == []


def test_a_mention_with_a_topic_is_understood(security, telegram, says, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()

    assert says(anna, "@briefs_sandbox_bot security", chat=group)[0].startswith("Security")


def test_a_429_to_an_answer_silences_that_chat(make_brief, publish, subscriber, telegram, while_the_bot_runs):
    telegram.faults.add(Fault(kind="flood", method="sendMessage", retry_after=600, times=1))
    telegram.write(subscriber.id, "/help", user=subscriber)
    while_the_bot_runs(lambda: not len(telegram.faults))

    publish(make_brief("Tea"))

    assert not any("Tea" in message.text for message in telegram.messages(subscriber.id))
    assert Delivery.objects.get().status == "pending"


def test_a_reader_keeps_the_language_of_the_site_before_there_is_a_brief_in_it(
    make_brief, publish, russian_index, security, telegram, says
):
    says(telegram.add_user("Ivan", language_code="ru"), "/start")

    assert Chat.objects.get().language == "ru"


def test_telegrams_refusal_of_the_command_list_does_not_stop_the_bot(index, telegram):
    telegram.faults.add(Fault(kind="flood", method="setMyCommands", retry_after=60, times=None))

    async def run():
        application = build(telegram.token)
        async with application:
            await introduce(application)

    async_to_sync(run)()


def test_an_answer_refused_with_a_429_is_sent_a_moment_later(make_brief, publish, subscriber, telegram, says):
    telegram.faults.add(Fault(kind="flood", method="sendMessage", retry_after=1, times=1))

    assert says(subscriber, "/help")[0].startswith("/start")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="bad_gateway", method="sendMessage"),
        Fault(kind="garbage", method="sendMessage"),
        Fault(kind="close_before", method="sendMessage"),
        Fault(kind="refuse", method="sendMessage", error_code=500, description="Internal Server Error"),
        Fault(kind="close_before", method="getChatMember"),
    ],
    ids=lambda fault: f"{fault.kind} {fault.method}",
)
def test_an_answer_is_sent_after_a_short_fault_of_telegram(security, telegram, says, bot_reads, fault):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    telegram.faults.add(fault)

    assert says(anna, "/stop", chat=group)
    assert not len(telegram.faults)


def test_429s_to_two_people_do_not_silence_the_bot_while_others_are_answered(security, telegram, says, waits):
    anna, ivan, olga = (telegram.add_user(name) for name in ("Anna", "Ivan", "Olga"))
    for person in (anna, ivan):
        telegram.faults.add(
            Fault(kind="flood", method="sendMessage", chat_id=person.id, retry_after=600, times=1)
        )

    waits(anna, "/help")
    assert says(olga, "/help")
    waits(ivan, "/help")
    assert says(olga, "/help")


def test_pages_link_to_the_bot_once_it_has_run(make_brief, publish, telegram, client):
    publish(make_brief("Tea"))
    pages = {"/": "", "/topic/security/": "?start=t_security", "/brief-1/": "?start=t_security"}
    for address in pages:
        assert "on Telegram" not in client.get(address).content.decode()

    async def run():
        application = build(telegram.token)
        async with application:
            await introduce(application)

    async_to_sync(run)()
    follow_link.usernames.cache_clear()

    for address, start in pages.items():
        assert f'href="https://t.me/briefs_sandbox_bot{start}"' in client.get(address).content.decode()
