"""Messages that the bot edits or deletes, and until when it may."""

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from briefs_bot.sandbox import Sandbox

TWO_DAYS = 48 * 3600


def test_an_edit_changes_the_message_and_takes_the_buttons_away(
    sandbox: Sandbox, anna: Any, ask: Any
) -> None:
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Mute", callback_data="mute")]])
    sent = ask("send_message", anna.id, "Tea", reply_markup=buttons)

    ask("edit_message_text", "Coffee", anna.id, sent.message_id)

    shown = sandbox.messages(anna.id)[-1]
    assert (shown.text, shown.buttons, bool(shown.edited)) == ("Coffee", [], True)


def test_an_edit_must_change_something(anna: Any, ask: Any, refused: Any) -> None:
    sent = ask("send_message", anna.id, "Tea")

    with refused("message is not modified: specified new message content"):
        ask("edit_message_text", "Tea", anna.id, sent.message_id)


def test_other_peoples_messages_cannot_be_edited(sandbox: Sandbox, anna: Any, ask: Any, refused: Any) -> None:
    written = sandbox.write(anna.id, "Hello")

    with refused("message can't be edited"):
        ask("edit_message_text", "Tea", anna.id, written.id)


def test_a_missing_message_cannot_be_edited(anna: Any, ask: Any, refused: Any) -> None:
    with refused("message to edit not found"):
        ask("edit_message_text", "Tea", anna.id, 999)


def test_an_edit_that_is_too_long_gets_telegrams_raw_error(anna: Any, ask: Any, refused: Any) -> None:
    sent = ask("send_message", anna.id, "Tea")

    with refused("MESSAGE_TOO_LONG"):
        ask("edit_message_text", "x" * 4097, anna.id, sent.message_id)


def test_buttons_can_be_changed_alone(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    sent = ask("send_message", anna.id, "<i>Tea</i>", parse_mode="HTML")
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Mute", callback_data="mute")]])

    ask("edit_message_reply_markup", anna.id, sent.message_id, reply_markup=buttons)

    shown = sandbox.messages(anna.id)[-1]
    assert (shown.text, shown.buttons[0][0].data) == ("Tea", "mute")


def test_deleted_messages_are_not_shown(sandbox: Sandbox, anna: Any, ask: Any, refused: Any) -> None:
    sent = ask("send_message", anna.id, "Tea")

    ask("delete_message", anna.id, sent.message_id)

    assert "Tea" not in [message.text for message in sandbox.messages(anna.id)]
    with refused("message to delete not found"):
        ask("delete_message", anna.id, sent.message_id)


def test_after_two_days_nothing_is_deleted(sandbox: Sandbox, anna: Any, ask: Any, refused: Any) -> None:
    sent = ask("send_message", anna.id, "Tea")
    sandbox.pass_time(TWO_DAYS)

    with refused("message can't be deleted"):
        ask("delete_message", anna.id, sent.message_id)

    ask("edit_message_text", "Withdrawn", anna.id, sent.message_id)


def test_many_are_deleted_at_once(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    ids = [ask("send_message", anna.id, "Tea").message_id for _ in range(3)]

    ask("delete_messages", anna.id, [*ids, 999])

    assert [message.from_bot for message in sandbox.messages(anna.id)] == [False]
