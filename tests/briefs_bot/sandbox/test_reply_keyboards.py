"""Keyboards in the place of the phone's own, and buttons that ask for a channel or group."""

from typing import Any

import pytest
from telegram.error import BadRequest

from briefs_bot.sandbox import Sandbox

POST = {"can_post_messages": True}
ASK = {"request_id": 7, "chat_is_channel": True, "request_title": True}


def keys(*buttons: Any) -> dict[str, Any]:
    return {"keyboard": [list(buttons)]}


def test_wrong_keyboards_are_refused(sandbox: Sandbox, anna: Any, ask: Any, subtests: Any) -> None:
    group = sandbox.add_group("Newsroom", [anna])
    table = (
        (anna.id, keys(3), "KeyboardButton must be an Object"),
        (anna.id, keys({}), 'Can\'t find field "text"'),
        (anna.id, keys(" "), "BUTTON_TEXT_INVALID"),
        (anna.id, keys({"text": "A", "request_chat": 1}), "KeyboardButtonRequestChat must be an Object"),
        (anna.id, keys({"text": "A", "request_chat": {"chat_is_channel": True}}), "request_id"),
        (
            anna.id,
            keys({"text": "A", "request_chat": {"request_id": 2**31, "chat_is_channel": True}}),
            "valid",
        ),
        (anna.id, keys({"text": "A", "request_chat": {"request_id": 1}}), "chat_is_channel"),
        (anna.id, keys({"text": "A", "request_chat": ASK | {"request_title": 1}}), "Boolean"),
        (
            anna.id,
            keys({"text": "A", "request_chat": ASK | {"user_administrator_rights": {"x": True}}}),
            "no x",
        ),
        (anna.id, keys({"text": "A", "request_chat": ASK | {"bot_administrator_rights": POST}}), "subset"),
        (group.id, keys({"text": "A", "request_chat": ASK}), "private chats only"),
    )
    for chat, markup, said in table:
        with subtests.test(said=said), pytest.raises(BadRequest, match=f"(?i){said}"):
            ask("send_message", chat, "Tea", reply_markup=markup)
    sent = ask("send_message", anna.id, "Tea")
    with pytest.raises(BadRequest, match="Inline keyboard expected"):
        ask("edit_message_text", "Coffee", anna.id, sent.message_id, reply_markup=keys("A"))


def test_a_key_writes_its_text_or_shares_a_chat(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    ivan = sandbox.add_user("Ivan")
    news, others = sandbox.add_channel("News", anna), sandbox.add_channel("Other", ivan)
    group = sandbox.add_group("Newsroom", [anna])
    wanted = ASK | {"user_administrator_rights": POST, "bot_administrator_rights": POST}
    ask("send_message", anna.id, "Tea", reply_markup=keys("Yes", {"text": "Share", "request_chat": wanted}))
    ask("send_message", anna.id, "Coffee")  # the keyboard stays
    sandbox.kick(news)
    sandbox.updates()

    sandbox.tap(anna, "Yes")
    for wrong in (others, group, sandbox.chats[anna.id]):
        with pytest.raises(ValueError, match="cannot be chosen"):
            sandbox.tap(anna, "Share", wrong)
    with pytest.raises(ValueError, match="say which"):
        sandbox.tap(anna, "Share")
    sandbox.tap(anna, "Share", news)

    written, added, told = sandbox.updates()
    assert written["message"]["text"] == "Yes"
    assert added["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert told["message"]["chat_shared"] == {"request_id": 7, "chat_id": news.id, "title": "News"}

    ask("send_message", anna.id, "Done", reply_markup={"remove_keyboard": True})
    with pytest.raises(LookupError, match="No key 'Yes'"):
        sandbox.tap(anna, "Yes")
