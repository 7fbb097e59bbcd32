"""Incoming updates: none is lost, handled twice, or kept longer than needed."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from telegram.error import InvalidToken

from briefs_bot import tasks
from briefs_bot.models import Chat, IncomingUpdate
from briefs_bot.sandbox import Fault, Limits
from briefs_bot.telegram import limiter
from briefs_bot.updates import backoff, polling


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(backoff, "FIRST", 0.02)


def handled(count):
    return lambda: IncomingUpdate.objects.exclude(handled_at=None).count() == count


def test_an_update_that_was_handled_and_not_acknowledged_is_not_handled_again(
    index, telegram, while_the_bot_runs, answers
):
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "/help", user=anna)
    left_behind(telegram.update_queue.waiting(telegram.clock.now()), handled_at=timezone.now())
    telegram.write(anna.id, "/privacy", user=anna)

    while_the_bot_runs(handled(2))

    assert [text.split()[0] for text in answers(anna.id)] == ["Privacy"]


def test_updates_left_by_an_earlier_process_are_answered_first_and_in_order(
    index, telegram, while_the_bot_runs, answers
):
    anna = telegram.add_user("Anna")
    for text in ("/help", "/privacy"):
        telegram.write(anna.id, text, user=anna)
    left_behind(telegram.update_queue.waiting(telegram.clock.now()))
    telegram.update_queue.clear()
    telegram.write(anna.id, "/topics", user=anna)

    while_the_bot_runs(handled(3))

    assert [text.split()[0] for text in answers(anna.id)] == ["/start", "Privacy", "Choose"]


def test_updates_older_than_a_day_get_no_answer(index, telegram, while_the_bot_runs, answers):
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "/help", user=anna)
    waiting = telegram.update_queue.waiting(telegram.clock.now())
    left_behind(waiting, received_at=timezone.now() - timedelta(hours=25))
    telegram.write(anna.id, "/privacy", user=anna)

    while_the_bot_runs(handled(1))

    assert len(answers(anna.id)) == 1


def left_behind(waiting, **values):
    """Store updates like a process that dies right afterwards."""
    rows = [
        IncomingUpdate(
            bot=1000, update_id=update.id, chat_id=0, payload=json.dumps(update.as_dict()), **values
        )
        for update in waiting
    ]
    IncomingUpdate.objects.bulk_create(rows)


def test_the_payload_is_deleted_when_it_is_answered_and_the_row_after_a_day(
    index, telegram, while_the_bot_runs
):
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "my secret", user=anna)
    while_the_bot_runs(handled(1))

    assert IncomingUpdate.objects.get().payload == ""
    tasks.tick()
    assert IncomingUpdate.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        tasks.tick()
    assert IncomingUpdate.objects.count() == 0


def test_people_who_ask_during_a_silence_of_the_whole_bot_are_answered_when_it_ends(
    index, telegram, while_the_bot_runs, answers
):
    people = [telegram.add_user(f"Reader {number}") for number in range(12)]
    telegram.faults.add(Fault(kind="flood", method="sendMessage", retry_after=6, times=1))
    for person in people:
        telegram.write(person.id, "/help", user=person)

    while_the_bot_runs(handled(12))

    assert [len(answers(person.id)) for person in people] == [1] * 12


def test_a_rush_of_people_is_answered_to_the_last_one(
    make_brief, publish, telegram, while_the_bot_runs, answers, settings
):
    settings.BRIEFS_TELEGRAM_RATE = 40.0
    telegram.set_limits(Limits(overall=15, private=15))
    telegram.faults.add(Fault(kind="flood", method="sendMessage", retry_after=1, times=3))
    publish(make_brief("Tea"))
    people = [telegram.add_user(f"Reader {number}") for number in range(30)]
    for person in people:
        telegram.write(person.id, "/start", user=person)

    while_the_bot_runs(lambda: all(len(answers(person.id)) == 1 for person in people))

    assert not telegram.faults


def test_a_429_to_one_answer_delays_nobody_who_asked_before(
    index, telegram, while_the_bot_runs, answers, monkeypatch
):
    """Let more chats wait for their own pace than may be handled at once."""
    monkeypatch.setitem(limiter.CHAT_PACE, "private", (6.0, 1))
    people = [telegram.add_user(f"Reader {number}") for number in range(20)]
    for person in people:
        for text in ("/help", "/privacy"):
            telegram.write(person.id, text, user=person)
    boris = telegram.add_user("Boris")

    while_the_bot_runs(
        handled(20),
        lambda: telegram.write(boris.id, "/help", user=boris),
        lambda: answers(boris.id),
    )

    assert {len(answers(person.id)) for person in people} == {1}


def test_an_answer_that_did_not_reach_telegram_is_sent_again(
    index, telegram, while_the_bot_runs, answers, monkeypatch
):
    monkeypatch.setattr("briefs_bot.telegram.refusals.SHORT_WAIT", 0.1)
    anna = telegram.add_user("Anna")
    telegram.faults.add(Fault(kind="unreachable", method="sendMessage", times=2))
    telegram.write(anna.id, "/help", user=anna)

    while_the_bot_runs(handled(1))

    assert len(answers(anna.id)) == 1


def test_an_unreadable_update_delays_no_other(index, telegram, while_the_bot_runs, answers):
    anna = telegram.add_user("Anna")
    telegram.queue("message", {"message_id": "rubbish"}, telegram.find_chat(anna.id))
    telegram.write(anna.id, "/help \x00", user=anna)

    while_the_bot_runs(handled(2))

    assert len(answers(anna.id)) == 1


@pytest.mark.parametrize("kind", ["unreachable", "bad_gateway", "garbage", "flood"])
def test_polling_goes_on_after_telegram_gave_no_updates(
    index, telegram, while_the_bot_runs, answers, caplog, kind
):
    anna = telegram.add_user("Anna")
    telegram.faults.add(Fault(kind=kind, method="getUpdates", times=3))
    telegram.write(anna.id, "/help", user=anna)

    while_the_bot_runs(handled(1))

    told = [record.message for record in caplog.records if record.name.endswith("backoff")]
    assert [line.partition(" ")[0] for line in told] == ["updates_unavailable", "updates_available"]


@pytest.mark.parametrize(
    "result",
    [{"a": 1}, "text", [None], [[]], [{"message": {}}], [{"update_id": "7"}], [{"update_id": 2**63}]],
)
def test_polling_goes_on_after_telegram_gave_something_else_than_updates(
    index, telegram, while_the_bot_runs, answers, result
):
    anna = telegram.add_user("Anna")
    telegram.faults.add(Fault(kind="result", method="getUpdates", times=2, result=result))
    telegram.write(anna.id, "/help", user=anna)

    while_the_bot_runs(handled(1))

    assert len(answers(anna.id)) == 1


def test_an_update_without_a_number_does_not_hold_up_those_that_came_with_it(
    index, telegram, while_the_bot_runs, answers
):
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "/help", user=anna)
    [update] = telegram.update_queue.waiting(telegram.clock.now())
    mixed = [{"message": {}}, update.as_dict(), None]
    telegram.faults.add(Fault(kind="result", method="getUpdates", result=mixed))

    while_the_bot_runs(handled(1))

    assert len(answers(anna.id)) == 1


def test_a_bot_whose_token_is_refused_for_long_ends(index, telegram, while_the_bot_runs, monkeypatch):
    monkeypatch.setattr(polling, "TOKEN_RETRY_SECONDS", 0.1)
    fault = Fault(kind="refuse", method="getUpdates", error_code=401, description="Unauthorized", times=None)
    telegram.faults.add(fault)
    anna = telegram.add_user("Anna")
    telegram.write(anna.id, "/help", user=anna)

    with pytest.raises(InvalidToken):
        while_the_bot_runs(lambda: False)


def test_a_bot_with_a_wrong_token_says_so(index, telegram, settings):
    settings.BRIEFS_TELEGRAM_BOT_TOKEN = "1000:wrong"

    with pytest.raises(CommandError, match="copy it again from @BotFather"):
        call_command("run_bot")


def test_stop_in_a_group_works_although_telegram_first_did_not_say_who_administers_it(
    security, telegram, bot_reads, while_the_bot_runs
):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    telegram.faults.add(Fault(kind="flood", method="getChatMember", retry_after=1, times=1))
    telegram.write(group, "/stop", user=anna)

    while_the_bot_runs(handled(1))

    assert not Chat.objects.get(kind="group").is_active
