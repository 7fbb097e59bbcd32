"""Hooks with which a host changes the bot's commands, and who is sent a broadcast."""

from wagtail import hooks

from briefs_bot.conversation.commands import COMMAND_HOOK
from briefs_bot.delivery.addressing import CHATS_HOOK


async def weather(update, context):
    await update.effective_message.reply_html("Mild, with a breeze from the west.")


def add_weather_and_drop_topics(commands):
    commands["weather"] = (weather, "How the weather is")
    del commands["topics"]


def test_a_host_adds_a_command_and_drops_one(says, telegram, index):
    anna = telegram.add_user("Anna")

    with hooks.register_temporarily(COMMAND_HOOK, add_weather_and_drop_topics):
        assert says(anna, "/weather") == ["Mild, with a breeze from the west."]
        [helped] = says(anna, "/help")
        [dropped] = says(anna, "/topics")

    assert "/weather – How the weather is" in helped
    assert "/topics " not in helped
    assert dropped == says(anna, "/nonsense")[0]


def test_a_host_narrows_the_addressees(make_brief, publish, telegram, subscriber, says, presses):
    boris = telegram.add_user("Boris")
    says(boris, "/start")
    presses(boris, "Security")

    with hooks.register_temporarily(CHATS_HOOK, lambda chats, broadcast: chats.exclude(title="Boris")):
        publish(make_brief("Tea"))

    assert [
        any("Tea" in message.text for message in telegram.messages(p.id)) for p in (subscriber, boris)
    ] == [
        True,
        False,
    ]
