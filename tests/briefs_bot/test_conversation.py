"""Answers to commands, words and buttons of people."""

import pytest
from asgiref.sync import async_to_sync

from briefs_bot import follow_link
from briefs_bot.conversation.application import FOR_ADMINISTRATORS, build, introduce
from briefs_bot.models import Chat
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


def test_a_brief_comes_without_its_photo_where_a_person_chose_text_only(
    make_brief, publish, photo, subscriber, telegram, says, presses
):
    brief = publish(make_brief("Patrols resume", photo=photo, photo_credit="A. Painter"))
    says(subscriber, "/settings")
    presses(subscriber, "✓ Photos")

    says(subscriber, "/start")
    presses(subscriber, "Patrols resume")
    [by_link] = says(subscriber, f"/start b_{brief.pk}")

    newest = telegram.messages(subscriber.id)[-3:]
    assert [bool(message.photo) for message in newest] == [False] * 3
    assert newest[0].text == by_link
    assert "A. Painter" not in by_link


def test_a_button_below_a_picture_changes_what_is_said_there(
    make_brief, publish, subscriber, telegram, says, presses
):
    publish(make_brief("Patrols resume"))
    says(subscriber, "/stop")
    [stopped] = says(subscriber, "/trend")
    assert "No briefs are sent to you" in stopped

    presses(subscriber, "Switch on")

    newest = telegram.messages(subscriber.id)[-1]
    assert newest.photo
    assert newest.text.startswith("Welcome.")
    assert "✓ Security" in labels(newest)
    presses(subscriber, "✓ Security")
    assert not Chat.objects.get().following
    assert "Security" in labels(telegram.messages(subscriber.id)[-1])


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


def test_help_names_every_command_and_privacy_says_what_is_kept(index, telegram, says):
    anna = telegram.add_user("Anna")

    (words,) = says(anna, "/help")
    assert all(
        f"/{name} – " in words for name in ["start", "latest", "topic", "topics", "stop", "help", "privacy"]
    )
    (kept,) = says(anna, "/privacy")
    assert "What you write is kept only until it is answered" in kept
    assert "Nothing else is kept" in kept


def test_a_link_that_names_a_topic_opens_it_for_who_follows_another(energy, subscriber, says):
    assert says(subscriber, "/start t_energy")[0].startswith("Energy")


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


def test_a_reader_keeps_the_language_of_the_site_before_there_is_a_brief_in_it(
    make_brief, publish, russian_index, security, telegram, says
):
    says(telegram.add_user("Ivan", language_code="ru"), "/start")

    assert Chat.objects.get().language == "ru"


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
