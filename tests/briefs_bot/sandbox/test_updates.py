"""The updates that the bot gets, and how often."""

import asyncio
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Conflict

from briefs_bot.sandbox import Sandbox


def test_the_bot_gets_what_a_person_writes(sandbox: Sandbox, ask: Any) -> None:
    anna = sandbox.add_user("Anna", language_code="ru")
    sandbox.write(anna.id, "/start t_5")

    (update,) = ask("get_updates")

    assert update.message.text == "/start t_5"
    assert update.message.from_user.language_code == "ru"
    assert update.message.parse_entities(["bot_command"])


def test_updates_repeat_until_they_are_confirmed(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    for text in ("one", "two", "three"):
        sandbox.write(anna.id, text)

    first = ask("get_updates", limit=2)
    assert [update.message.text for update in first] == ["one", "two"]
    assert [update.message.text for update in ask("get_updates")] == ["one", "two", "three"]
    assert [update.message.text for update in ask("get_updates", offset=first[-1].update_id + 1)] == ["three"]
    assert [update.message.text for update in ask("get_updates", offset=-1)] == ["three"]


def test_a_poll_waits_for_news(sandbox: Sandbox, anna: Any, run: Any) -> None:
    async def poll(bot: Bot) -> Any:
        waiting = asyncio.create_task(bot.get_updates(timeout=5))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        sandbox.write(anna.id, "news")
        return await asyncio.wait_for(waiting, 1)

    (update,) = run(poll)

    assert update.message.text == "news"


def test_only_one_may_poll(run: Any) -> None:
    async def poll_twice(bot: Bot) -> None:
        first = asyncio.create_task(bot.get_updates(timeout=5))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(bot.get_updates(timeout=1))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await second

    run(poll_twice)


def test_a_webhook_and_polling_exclude_each_other(ask: Any) -> None:
    ask("set_webhook", "https://example.com/hook", secret_token="abc")

    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        ask("get_updates")

    assert ask("get_webhook_info").url == "https://example.com/hook"
    ask("delete_webhook")
    assert ask("get_updates") == ()


def test_a_webhook_needs_https(ask: Any, refused: Any) -> None:
    with refused("An HTTPS URL must be provided for webhook"):
        ask("set_webhook", "http://example.com/hook")


def test_the_bot_gets_only_the_updates_that_it_asks_for_until_it_asks_for_others(
    sandbox: Sandbox, anna: Any, ask: Any
) -> None:
    ask("get_updates", allowed_updates=["my_chat_member"])

    sandbox.write(anna.id, "hello")
    sandbox.block(anna)

    assert [update.my_chat_member.new_chat_member.status for update in ask("get_updates")] == ["kicked"]


def test_the_bot_is_told_that_it_was_blocked_and_unblocked(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    sandbox.block(anna)
    sandbox.unblock(anna)

    told = [update.my_chat_member for update in ask("get_updates")]
    assert [each.new_chat_member.status for each in told] == ["kicked", "member"]
    ask("send_message", anna.id, "Welcome back")


def test_a_new_channel_makes_the_bot_administrator(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    channel = sandbox.add_channel("Daily briefs", anna)

    (update,) = ask("get_updates")

    assert update.my_chat_member.chat.id == channel.id
    assert update.my_chat_member.new_chat_member.can_post_messages
    assert ask("get_chat_member", channel.id, 1000).status == "administrator"
    assert {each.user.id for each in ask("get_chat_administrators", channel.id)} == {anna.id, 1000}


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/latest", True),
        ("/latest@briefs_sandbox_bot", True),
        ("/latest@another_bot", False),
        ("what does @briefs_sandbox_bot say?", True),
        ("just talking", False),
    ],
)
def test_in_groups_the_bot_gets_only_what_is_meant_for_it(
    sandbox: Sandbox, anna: Any, text: str, heard: bool
) -> None:
    group = sandbox.add_group("Newsroom", [anna])
    sandbox.updates()

    sandbox.write(group.id, text, user=anna)

    assert len(sandbox.updates()) == heard


def test_the_bot_gets_replies_to_it_in_a_group(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    group = sandbox.add_group("Newsroom", [anna])
    sent = ask("send_message", group.id, "Tea")
    sandbox.updates()

    sandbox.write(group.id, "thanks", user=anna, reply_to=sent.message_id)

    (update,) = sandbox.updates()
    assert Update.de_json(update, None).message.reply_to_message.text == "Tea"


def test_the_bot_gets_a_pressed_button_and_answers_it(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    buttons = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("Mute", callback_data="mute:1"),
                InlineKeyboardButton("Read", url="https://a.example"),
            ]
        ]
    )
    sent = ask("send_message", anna.id, "Tea", reply_markup=buttons)

    sandbox.press(anna.id, sent.message_id, "Mute")

    (update,) = ask("get_updates")
    assert (update.callback_query.data, update.callback_query.message.text) == ("mute:1", "Tea")
    ask("answer_callback_query", update.callback_query.id, text="Muted")
    assert [(toast.user, toast.text) for toast in sandbox.toasts] == [(anna, "Muted")]
    for wrong in ("Read", "Unmute"):
        with pytest.raises(LookupError, match=wrong):
            sandbox.press(anna.id, sent.message_id, wrong)


def test_a_pressed_button_does_not_wait_for_ever(sandbox: Sandbox, anna: Any, ask: Any, refused: Any) -> None:
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Mute", callback_data="mute")]])
    query = sandbox.press(
        anna.id, ask("send_message", anna.id, "Tea", reply_markup=buttons).message_id, "mute"
    )
    sandbox.pass_time(3600)

    with refused("query is too old and response timeout expired or query ID is invalid"):
        ask("answer_callback_query", query)


def test_updates_are_kept_for_a_day(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    sandbox.write(anna.id, "old")
    sandbox.pass_time(25 * 3600)
    sandbox.write(anna.id, "new")

    assert [update.message.text for update in ask("get_updates")] == ["new"]
