"""Answers while Telegram refuses, floods or sends what cannot be read."""

import pytest
from asgiref.sync import async_to_sync
from telegram import Update

from briefs_bot.conversation.application import build, introduce
from briefs_bot.models import Delivery
from briefs_bot.sandbox import Fault


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 2, "message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}},
        {"update_id": 3, "poll": {}},
        {"update_id": 4, "unheard_of": {"a": 1}},
    ],
)
def test_a_malformed_update_does_not_stop_the_bot(security, telegram, update):
    async def run():
        application = build(telegram.token)
        async with application:
            try:
                parsed = Update.de_json(update, application.bot)
            except (KeyError, TypeError):  # the library itself drops it
                return
            await application.process_update(parsed)

    async_to_sync(run)()

    assert telegram.sent == []


def test_a_429_to_an_answer_silences_that_chat(make_brief, publish, subscriber, telegram, while_the_bot_runs):
    telegram.faults.add(Fault(kind="flood", method="sendMessage", retry_after=600, times=1))
    telegram.write(subscriber.id, "/help", user=subscriber)
    while_the_bot_runs(lambda: not len(telegram.faults))

    publish(make_brief("Tea"))

    assert not any("Tea" in message.text for message in telegram.messages(subscriber.id))
    assert Delivery.objects.get().status == "pending"


def test_telegrams_refusal_of_the_command_list_does_not_stop_the_bot(index, telegram):
    telegram.faults.add(Fault(kind="flood", method="setMyCommands", retry_after=60, times=None))

    async def run():
        application = build(telegram.token)
        async with application:
            await introduce(application)

    async_to_sync(run)()


def test_an_answer_refused_with_a_429_is_sent_a_moment_later(make_brief, publish, subscriber, telegram, says):
    telegram.faults.add(Fault(kind="flood", method="sendMessage", retry_after=1, times=1))

    assert says(subscriber, "/help")[0].startswith("/start")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="bad_gateway", method="sendMessage"),
        Fault(kind="garbage", method="sendMessage"),
        Fault(kind="close_before", method="sendMessage"),
        Fault(kind="refuse", method="sendMessage", error_code=500, description="Internal Server Error"),
        Fault(kind="close_before", method="getChatMember"),
    ],
    ids=lambda fault: f"{fault.kind} {fault.method}",
)
def test_an_answer_is_sent_after_a_short_fault_of_telegram(security, telegram, says, bot_reads, fault):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    telegram.faults.add(fault)

    assert says(anna, "/stop", chat=group)
    assert not len(telegram.faults)


def test_429s_to_two_people_do_not_silence_the_bot_while_others_are_answered(security, telegram, says, waits):
    anna, ivan, olga = (telegram.add_user(name) for name in ("Anna", "Ivan", "Olga"))
    for person in (anna, ivan):
        telegram.faults.add(
            Fault(kind="flood", method="sendMessage", chat_id=person.id, retry_after=600, times=1)
        )

    waits(anna, "/help")
    assert says(olga, "/help")
    waits(ivan, "/help")
    assert says(olga, "/help")
