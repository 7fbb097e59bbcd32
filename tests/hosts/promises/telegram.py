"""What people on Telegram get from any host that has the bot."""


def links(message):
    """The words of a message, and every address that its buttons lead to."""
    return " ".join([message.html, *(button.url or "" for row in message.buttons for button in row)])


def test_a_subscriber_receives_a_brief_once_and_finds_it_by_its_topic(write, subscriber, telegram, says):
    brief = write("Patrols resume")

    told = [m for m in telegram.messages(subscriber.id) if "Patrols resume" in m.text]
    assert len(told) == 1
    assert brief.full_url in links(told[0])
    assert "Patrols resume" in says(subscriber, "/topic security")[-1].text


def test_latest_shows_also_a_brief_that_was_not_sent_with_its_address(write, subscriber, telegram, says):
    brief = write("Patrols resume", notify_subscribers="")

    assert not any("Patrols resume" in message.text for message in telegram.messages(subscriber.id))
    (answer,) = says(subscriber, "/latest")

    assert "Patrols resume" in answer.text
    assert brief.full_url in links(answer)
