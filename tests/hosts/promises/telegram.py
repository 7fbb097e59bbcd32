"""What people on Telegram get from any host that has the bot."""


def links(message):
    """The words of a message, and every address that its buttons lead to."""
    return " ".join([message.html, *(button.url or "" for row in message.buttons for button in row)])


def test_a_subscriber_is_told_once(write, subscriber, telegram):
    brief = write("Patrols resume")

    told = [m for m in telegram.messages(subscriber.id) if "Patrols resume" in m.text]
    assert len(told) == 1
    assert brief.full_url in links(told[0])


def test_latest_answers_with_the_brief_and_its_address(write, subscriber, says):
    brief = write("Patrols resume", notify_subscribers="")

    (answer,) = says(subscriber, "/latest")

    assert "Patrols resume" in answer.text
    assert brief.full_url in links(answer)


def test_the_topic_is_known_by_its_name(write, subscriber, says):
    write("Patrols resume")

    assert "Patrols resume" in says(subscriber, "/topic security")[-1].text
