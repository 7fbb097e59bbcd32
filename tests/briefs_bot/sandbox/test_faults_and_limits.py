"""Ordered faults, and the refusals of a bot that sends too fast."""

import logging
from typing import Any

import httpx
import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from briefs_bot.sandbox import Fault, Limits, Sandbox

SHOWN, NOT_SHOWN = ["Tea"], []


@pytest.mark.parametrize(
    ("fault", "error", "cause", "shown"),
    [
        (Fault("refuse", description="Bad Request: no"), BadRequest, type(None), NOT_SHOWN),
        (Fault("flood", retry_after=7), RetryAfter, type(None), NOT_SHOWN),
        (Fault("hang", seconds=60), TimedOut, httpx.ReadTimeout, SHOWN),
        (Fault("hang", seconds=60, shown=False), TimedOut, httpx.ReadTimeout, NOT_SHOWN),
        (Fault("unreachable"), NetworkError, httpx.ConnectError, NOT_SHOWN),
        (Fault("close_before"), NetworkError, httpx.RemoteProtocolError, NOT_SHOWN),
        (Fault("close_after"), NetworkError, httpx.RemoteProtocolError, SHOWN),
        (Fault("cut_off"), NetworkError, httpx.RemoteProtocolError, SHOWN),
        (Fault("bad_gateway"), NetworkError, TelegramError, NOT_SHOWN),
        (Fault("bad_gateway", shown=True), NetworkError, TelegramError, SHOWN),
        (Fault("garbage"), TelegramError, ValueError, SHOWN),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else "",
)
def test_a_fault_looks_as_it_would_to_a_real_bot(
    sandbox: Sandbox, anna: Any, ask: Any, fault: Fault, error: type, cause: type, shown: list[str]
) -> None:
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    sandbox.faults.add(Fault(**vars(fault) | {"method": "sendMessage"}))

    with pytest.raises(TelegramError) as raised:
        ask("send_message", anna.id, "Tea")

    assert type(raised.value) is error
    assert isinstance(raised.value.__cause__, cause)
    assert [message.text for message in sandbox.sent] == shown
    assert sandbox.calls[-1].outcome == fault.kind
    ask("send_message", anna.id, "The fault is used up")


def test_a_fault_meets_only_the_method_and_the_chat_that_it_names(
    sandbox: Sandbox, anna: Any, ask: Any
) -> None:
    ivan = sandbox.add_user("Ivan")
    sandbox.write(ivan.id, "/start")
    sandbox.faults.add(Fault("refuse", method="sendMessage", chat_id=ivan.id, times=None))

    ask("send_message", anna.id, "Tea")
    for _ in range(3):
        with pytest.raises(BadRequest):
            ask("send_message", ivan.id, "Tea")


def test_a_person_gets_a_short_burst_and_then_a_pause(anna: Any, ask: Any, sandbox: Sandbox) -> None:
    sandbox.set_limits(True)
    for _ in range(3):
        ask("send_message", anna.id, "Tea")

    for _ in range(2):  # a call during the pause is refused as well
        with pytest.raises(RetryAfter):
            ask("send_message", anna.id, "Tea")

    sandbox.pass_time(1.1)
    ask("send_message", anna.id, "Tea")


def test_a_group_gets_twenty_messages_a_minute_edits_included(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    sandbox.set_limits(True)
    group = sandbox.add_group("Newsroom", [anna])
    for number in range(19):
        sent = ask("send_message", group.id, f"Tea {number}")
    ask("edit_message_text", "Coffee", group.id, sent.message_id)

    with pytest.raises(RetryAfter) as pause:
        ask("send_message", group.id, "Tea")

    assert 55 < int(pause.value._retry_after.total_seconds()) <= 60
    sandbox.pass_time(61)
    ask("send_message", group.id, "Tea")


def test_all_chats_together_have_a_limit() -> None:
    sandbox = Sandbox(limits=Limits(overall=10))
    crowd = sandbox.add_crowd(20)

    answers = [sandbox.answer("sendMessage", {"chat_id": user.id, "text": "Tea"}) for user in crowd]

    assert [answer.status for answer in answers] == [200] * 11 + [429] * 9
    assert b'"retry_after": 1' in answers[-1].body


@pytest.mark.parametrize("seconds", [10, 60])
def test_a_bot_that_stays_below_the_limit_is_never_refused(seconds: int, refused: Any) -> None:
    sandbox = Sandbox(limits=True)
    crowd = sandbox.add_crowd(200)
    pace = 1 / 29.1

    for number in range(int(seconds / pace)):
        values = {"chat_id": crowd[number % 200].id, "text": "Tea"}
        assert sandbox.answer("sendMessage", values).status == 200
        sandbox.pass_time(pace)


def test_slow_mode_refuses_one_chat_and_counts_calls_that_come_too_early(
    sandbox: Sandbox, anna: Any, ask: Any
) -> None:
    group = sandbox.add_group("Newsroom", [anna])
    sandbox.make_wait(3500, group)

    with pytest.raises(RetryAfter) as wait:
        ask("send_message", group.id, "Tea")
    assert 3490 < wait.value._retry_after.total_seconds() <= 3500
    ask("send_message", anna.id, "Tea")
    assert sandbox.waits.violations == 0

    with pytest.raises(RetryAfter):
        ask("send_message", group.id, "Tea")
    assert sandbox.waits.violations == 1

    sandbox.pass_time(3500)
    ask("send_message", group.id, "Tea")


def test_silence_of_the_whole_bot_refuses_every_chat(sandbox: Sandbox, anna: Any, ask: Any) -> None:
    ivan = sandbox.add_user("Ivan")
    sandbox.write(ivan.id, "/start")
    sandbox.make_wait(60)

    for person in (anna, ivan):
        with pytest.raises(RetryAfter):
            ask("send_message", person.id, "Tea")

    assert sandbox.waits.violations == 1
