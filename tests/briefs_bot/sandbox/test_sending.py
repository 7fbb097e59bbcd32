"""Messages that Telegram accepts, and the texts with which it refuses others."""

from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from briefs_bot.sandbox import Sandbox


def test_a_message_is_shown_as_it_reads(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    sent = ask("send_message", anna.id, "<b>Tea</b> &amp; milk", parse_mode="HTML", disable_notification=True)

    shown = sandbox.messages(anna.id)[-1]
    assert (sent.text, shown.text, shown.html) == ("Tea & milk", "Tea & milk", "<b>Tea</b> &amp; milk")
    assert shown.entities == [{"type": "bold", "offset": 0, "length": 3}]
    assert shown.silent
    assert sandbox.sent == [shown]


@pytest.mark.parametrize(
    ("happens", "error", "text"),
    [
        (lambda sandbox, anna: sandbox.block(anna), Forbidden, "bot was blocked by the user"),
        (lambda sandbox, anna: sandbox.deactivate(anna), Forbidden, "user is deactivated"),
    ],
)
def test_a_person_who_left_gets_nothing(
    sandbox: Sandbox, anna: Any, ask: Any, happens: Any, error: type[Exception], text: str
) -> None:
    happens(sandbox, anna)

    with pytest.raises(error, match=text):
        ask("send_message", anna.id, "Tea")

    assert sandbox.sent == []


def test_a_person_who_never_started_the_bot_gets_nothing(sandbox: Sandbox, ask: Any) -> None:
    stranger = sandbox.add_user("Ivan")

    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        ask("send_message", stranger.id, "Tea")


@pytest.mark.parametrize(
    ("happens", "error", "text"),
    [
        (Sandbox.kick, Forbidden, "bot was kicked from the group chat"),
        (Sandbox.delete_group, Forbidden, "the group chat was deleted"),
        (Sandbox.revoke_rights, BadRequest, "ot enough rights to send text messages to the chat"),
    ],
)
def test_a_group_can_lock_the_bot_out(
    sandbox: Sandbox, anna: Any, ask: Any, happens: Any, error: type[Exception], text: str
) -> None:
    group = sandbox.add_group("Newsroom", [anna])
    happens(sandbox, group)

    with pytest.raises(error, match=text):
        ask("send_message", group.id, "Tea")


def test_a_bot_that_left_must_be_invited_again(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    group = sandbox.add_group("Newsroom", [anna], supergroup=True)
    ask("leave_chat", group.id)

    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        ask("send_message", group.id, "Tea")

    sandbox.invite(group.id)
    ask("send_message", group.id, "Tea")


def test_a_bot_must_be_administrator_of_a_channel(
    sandbox: Sandbox, anna: Any, ask: Any, refused: Any
) -> None:
    channel = sandbox.add_channel("Daily briefs", anna)
    sandbox.revoke_rights(channel.id)

    with refused("need administrator rights in the channel chat"):
        ask("send_message", channel.id, "Tea")


def test_an_upgraded_group_says_where_it_went(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    group = sandbox.add_group("Newsroom", [anna])
    sandbox.updates()
    supergroup = sandbox.migrate(group)

    with pytest.raises(ChatMigrated) as moved:
        ask("send_message", group.id, "Tea")

    assert moved.value.new_chat_id == supergroup.id
    told = [update["message"] for update in sandbox.updates()]
    assert [message.get("migrate_to_chat_id") for message in told] == [supergroup.id, None]
    assert [message.get("migrate_from_chat_id") for message in told] == [None, group.id]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("<b> </b>", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
        ("<p>Tea</p>", 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
    ],
)
def test_a_text_must_be_fit_to_show(anna: Any, ask: Any, text: str, refusal: str, refused: Any) -> None:
    with refused(refusal):
        ask("send_message", anna.id, text, parse_mode="HTML")


def test_length_is_measured_after_the_tags_are_gone(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    ask("send_message", anna.id, "<b>" + "x" * 4096 + "</b>", parse_mode="HTML")

    assert len(sandbox.sent[-1].text) == 4096


def test_no_more_than_a_hundred_entities_are_kept(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    ask("send_message", anna.id, "<b>x</b> " * 150, parse_mode="HTML")

    assert len(sandbox.sent[-1].entities) == 100


def test_an_unknown_chat_is_not_found(ask: Any, refused: Any) -> None:
    with refused("chat not found"):
        ask("send_message", 42, "Tea")


def test_a_channel_is_found_by_its_name(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    channel = sandbox.add_channel("Daily briefs", anna, username="daily_briefs")

    sent = ask("send_message", "@daily_briefs", "Tea")

    assert sent.chat.id == channel.id
    assert sent.sender_chat.id == channel.id


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        (InlineKeyboardButton("x", callback_data="я" * 33), "BUTTON_DATA_INVALID"),
        (InlineKeyboardButton("x", callback_data=""), "Text buttons are unallowed in the inline keyboard"),
        (InlineKeyboardButton("x", url="ftp://example.com"), "Unsupported URL protocol"),
        (InlineKeyboardButton("x", url="not-a-url"), "Wrong HTTP URL"),
    ],
)
def test_a_button_must_have_an_action(
    anna: Any, ask: Any, button: InlineKeyboardButton, refusal: str, refused: Any
) -> None:
    with refused(refusal):
        ask("send_message", anna.id, "Tea", reply_markup=InlineKeyboardMarkup([[button]]))


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1"])
def test_a_local_link_is_for_demos_only(host: str) -> None:
    markup = f'{{"inline_keyboard": [[{{"text": "x", "url": "http://{host}/"}}]]}}'
    answers = []
    for allowed in (True, False):
        sandbox = Sandbox(allow_local_urls=allowed)
        sandbox.write(anna := sandbox.add_user("Anna").id, "/start")
        answers.append(
            sandbox.answer("sendMessage", {"chat_id": anna, "text": "Tea", "reply_markup": markup})
        )

    assert answers[0].status == 200
    assert b"Bad Request: BUTTON_URL_INVALID" in answers[1].body


def test_telegram_drops_links_that_it_does_not_take(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    sandbox.world.allow_local_urls = False

    ask("send_message", anna.id, '<a href="http://localhost/">Tea</a>', parse_mode="HTML")

    assert sandbox.sent[-1].entities == []


def test_a_reply_needs_the_message_that_it_answers(
    sandbox: Sandbox, anna: Any, ask: Any, refused: Any
) -> None:
    with refused("message to be replied not found"):
        ask("send_message", anna.id, "Tea", reply_parameters=ReplyParameters(999))

    kind = ReplyParameters(999, allow_sending_without_reply=True)
    assert ask("send_message", anna.id, "Tea", reply_parameters=kind).reply_to_message is None


def test_a_deleted_topic_takes_no_messages(sandbox: Sandbox, anna: Any, ask: Any, refused: Any) -> None:
    group = sandbox.add_group("Newsroom", [anna], supergroup=True)
    topic = sandbox.add_topic(group, "Grain")
    assert ask("send_message", group.id, "Tea", message_thread_id=topic).message_thread_id == topic

    sandbox.delete_topic(group, topic)

    with refused("message thread not found"):
        ask("send_message", group.id, "Tea", message_thread_id=topic)


def test_paid_broadcasts_need_stars(anna: Any, ask: Any, refused: Any) -> None:
    with refused("FLOODSKIP_NOT_ALLOWED"):
        ask("send_message", anna.id, "Tea", allow_paid_broadcast=True)


def test_telegram_finds_links_and_commands_by_itself(anna: Any, ask: Any) -> None:
    sent = ask("send_message", anna.id, "Try /latest or https://example.com/tea. 🫖 #tea, @somebody")

    found = {str(entity.type): text for entity, text in sent.parse_entities().items()}
    assert found == {
        "bot_command": "/latest",
        "url": "https://example.com/tea",
        "hashtag": "#tea",
        "mention": "@somebody",
    }


def test_ids_of_different_chats_may_be_the_same(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    one, other = sandbox.add_channel("One", anna), sandbox.add_channel("Other", anna)

    ids = [ask("send_message", chat.id, "Tea").message_id for chat in (one, other)]

    assert ids == [1, 1]
