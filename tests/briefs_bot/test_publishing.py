"""An editor publishes, and subscribers of the topic get the brief once."""

from briefs_bot.models import Broadcast, Delivery


def test_a_subscriber_gets_a_new_brief(make_brief, publish, subscriber, telegram):
    publish(make_brief("Patrols resume", status_reason="Back at the spring level."))

    newest = telegram.messages(subscriber.id)[-1]
    assert newest.text.startswith("▲ Improved · Security")
    assert "Patrols resume" in newest.text
    assert "Back at the spring level." in newest.text
    assert [[button.text for button in row] for row in newest.buttons] == [
        ["Read the brief"],
        ["More on Security", "Mute Security"],
    ]


def test_editing_sends_no_message(make_brief, publish, subscriber, telegram):
    brief = publish(make_brief("Tea"))
    publish(brief)

    assert [m.text for m in telegram.messages(subscriber.id) if "Tea" in m.text].__len__() == 1
    assert Broadcast.objects.count() == 1


def test_followers_of_another_topic_get_nothing(
    make_brief, publish, subscriber, telegram, energy, says, presses
):
    ivan = telegram.add_user("Ivan")
    says(ivan, "/start")
    presses(ivan, "Energy")

    publish(make_brief("Patrols resume"))

    assert not any("Patrols" in message.text for message in telegram.messages(ivan.id))
    assert Delivery.objects.count() == 1
