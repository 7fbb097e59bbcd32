"""Following topics: by buttons, links and pages of topics, and the answers of the bot about it."""

import pytest

from briefs_app.models import Topic
from briefs_bot.models import Chat, Delivery
from tests.conftest import labels


def newest(telegram, person):
    return telegram.messages(person.id)[-1]


def test_stop_following_under_everything_excludes_the_topic(
    make_brief, publish, energy, telegram, says, presses
):
    anna = telegram.add_user("Anna")
    says(anna, "/start")
    presses(anna, "Everything")
    assert "Included in Everything" in says(anna, "/topic energy")[0]

    presses(anna, "Stop following")
    assert "You follow everything but this topic." in newest(telegram, anna).text
    publish(make_brief("Dams fill", topic=energy))
    publish(make_brief("Patrols resume"))

    texts = " ".join(message.text for message in telegram.messages(anna.id))
    assert "Patrols resume" in texts
    assert "Dams fill" not in texts


def test_mute_below_a_brief_ends_its_topic_and_can_be_undone(
    make_brief, publish, subscriber, telegram, presses
):
    publish(make_brief("Patrols resume"))
    presses(subscriber, "Mute Security")
    assert newest(telegram, subscriber).text == "Done: no more briefs on Security will come here."
    publish(make_brief("Unheard"))
    assert "Unheard" not in newest(telegram, subscriber).text

    presses(subscriber, "Undo")
    publish(make_brief("Heard"))
    assert "Heard" in newest(telegram, subscriber).text


def test_a_channel_has_no_button_that_mutes(make_brief, publish, telegram, bot_reads):
    channel = telegram.add_channel("Daily briefs", owner=telegram.add_user("Anna"))
    bot_reads()
    publish(make_brief("Patrols resume"))

    assert labels(telegram.messages(channel.id)[-1]) == ["Read the brief", "More on Security"]


@pytest.mark.parametrize("words", ["/latest", "/topics", "/help", "what?", "/privacy"])
def test_whoever_gets_nothing_is_told_so_and_may_switch_it_on(
    make_brief, publish, subscriber, telegram, says, presses, words
):
    says(subscriber, "/stop")

    assert says(subscriber, words)[0].endswith("No briefs are sent to you: you stopped them, or blocked me.")
    presses(subscriber, "Switch on")
    assert telegram.toasts[-1].text == "Welcome back. New briefs will come as before."
    publish(make_brief("Heard"))
    assert "Heard" in newest(telegram, subscriber).text


def test_whoever_follows_nothing_is_told_so_and_may_choose(security, telegram, says, presses):
    anna = telegram.add_user("Anna")

    assert says(anna, "/help")[0].endswith("You follow nothing, so no briefs come by themselves.")
    presses(anna, "Choose topics")
    assert labels(newest(telegram, anna)) == ["Security", "Everything", "Settings"]


def test_leaving_a_topic_does_not_switch_a_stopped_person_on(subscriber, says, presses):
    says(subscriber, "/stop")
    says(subscriber, "/topic security")
    presses(subscriber, "Stop following")

    assert not Chat.objects.get().is_active


def test_an_old_button_pressed_twice_means_what_it_says(subscriber, telegram, says, presses):
    says(subscriber, "/topic security")
    old = newest(telegram, subscriber)
    for _time in range(2):
        telegram.queue(
            "callback_query",
            {
                "id": telegram.new_query(telegram.find_chat(subscriber.id), subscriber).id,
                "from": {"id": subscriber.id, "is_bot": False, "first_name": "Anna"},
                "chat_instance": "1",
                "message": old.as_dict(),
                "data": f"unfollow:{Topic.objects.get(slug='security').translation_key.hex}:topic",
            },
            telegram.find_chat(subscriber.id),
        )
        says(subscriber, "/help")

    assert not Chat.objects.get().following


@pytest.mark.parametrize(
    ("link", "said"),
    [("t_security", "You follow Security now"), ("b_{brief}", "You follow Security now"), ("t_none", "Tap")],
)
def test_a_link_welcomes_a_new_person_and_follows_at_once(
    make_brief, publish, telegram, says, presses, link, said
):
    brief = publish(make_brief("Patrols resume"))
    anna = telegram.add_user("Anna")

    (answer,) = says(anna, f"/start {link.format(brief=brief.pk)}")

    assert answer.startswith("Welcome.")
    assert said in answer
    assert bool(Chat.objects.get().following) == (link != "t_none")
    if Chat.objects.get().following:
        presses(anna, "Undo")
        assert not Chat.objects.get().following


def test_a_link_to_a_brief_shows_it_to_a_follower(make_brief, publish, subscriber, says):
    brief = publish(make_brief("Patrols resume"))

    assert "Patrols resume, in short." in says(subscriber, f"/start b_{brief.pk}")[0]


def test_stop_ends_what_a_worker_has_claimed_and_not_begun(make_brief, subscriber, says):
    make_brief("Tea").save_revision().publish()
    chat = Chat.objects.get()
    Delivery.objects.all().delete()
    delivery = Delivery.objects.create(
        broadcast_id=chat.deliveries.model.broadcast.field.related_model.objects.get().pk,
        chat=chat,
        not_before="2026-01-01T00:00Z",
    )
    (claimed,) = Delivery.objects.claim_due(10)

    says(subscriber, "/stop")

    assert Delivery.objects.begin([claimed]) == []
    delivery.refresh_from_db()
    assert delivery.status == "cancelled"
