"""People who write a lot: what is answered, in which order, and what is left out."""

from itertools import cycle

import pytest
import time_machine

from briefs_bot.conversation.handlers import ANONYMOUS_ADMIN
from briefs_bot.models import Chat, IncomingUpdate
from tests.conftest import labels

COMPLAINT = "You ask faster than I may answer"
STOPPED = "Done: no more briefs"
ORDERS = ["start stop", "stop start", "stop start stop", "start stop start", "start start stop"]


def all_handled():
    return not IncomingUpdate.objects.filter(handled_at=None).exists()


def test_a_repeated_command_is_answered_once(index, telegram, while_the_bot_runs, answers):
    anna = telegram.add_user("Anna")
    for _ in range(50):
        telegram.write(anna.id, "/help", user=anna)

    while_the_bot_runs(lambda: answers(anna.id) and all_handled())

    assert len(answers(anna.id)) == 1
    assert IncomingUpdate.objects.count() == 50


def test_a_person_who_asks_too_much_gets_the_first_answers_and_one_notice_a_minute(
    index, telegram, while_the_bot_runs, answers
):
    anna = telegram.add_user("Anna")

    def ask(name):
        for number in range(40):
            telegram.write(anna.id, f"{name} {number}", user=anna)
        return True

    def complaints():
        return sum(COMPLAINT in text for text in answers(anna.id))

    with time_machine.travel("2026-11-20 12:00", tick=True) as clock:
        while_the_bot_runs(
            lambda: ask("tea"),
            all_of(40),
            lambda: ask("milk"),
            all_of(80),
            lambda: complaints() == 1 and clock.shift(61) is None,
            lambda: ask("rice"),
            all_of(120),
            lambda: complaints() == 2,
        )

    assert 15 <= len(answers(anna.id)) <= 25


def test_stop_comes_before_what_waits(index, telegram, while_the_bot_runs, answers):
    anna = telegram.add_user("Anna")
    for text in ("/latest", "/topics", "/help", "/stop"):
        telegram.write(anna.id, text, user=anna)

    while_the_bot_runs(lambda: len(answers(anna.id)) == 4 and all_handled())

    assert answers(anna.id)[0].startswith(STOPPED)


def test_a_person_who_asked_far_too_much_can_still_stop(subscriber, telegram, while_the_bot_runs):
    for number in range(40):
        telegram.write(subscriber.id, f"tea {number}", user=subscriber)
    telegram.write(subscriber.id, "/stop", user=subscriber)

    while_the_bot_runs(lambda: not Chat.objects.get().is_active)


@pytest.mark.parametrize("written", ORDERS)
def test_the_last_of_start_and_stop_counts(subscriber, telegram, while_the_bot_runs, written):
    for word in written.split():
        telegram.write(subscriber.id, f"/{word}", user=subscriber)

    while_the_bot_runs(all_of(len(written.split())))

    assert Chat.objects.get().is_active is written.endswith("start")


@pytest.mark.parametrize("written", ORDERS)
def test_the_last_of_start_and_stop_counts_whichever_administrator_wrote_it(
    security, telegram, bot_reads, while_the_bot_runs, written
):
    people = [telegram.add_user("Anna"), telegram.add_user("Newsroom", user_id=ANONYMOUS_ADMIN)]
    group = telegram.add_group("Newsroom", members=people)
    bot_reads()
    for person, word in zip(cycle(people), written.split(), strict=False):
        telegram.write(group, f"/{word}", user=person)

    while_the_bot_runs(all_of(len(written.split())))

    assert Chat.objects.get(kind="group").is_active is written.endswith("start")


def all_of(count):
    return lambda: IncomingUpdate.objects.exclude(handled_at=None).count() == count


def test_every_tap_counts(index, security, energy, telegram, says, while_the_bot_runs):
    anna = telegram.add_user("Anna")
    says(anna, "/start")
    welcome = telegram.messages(anna.id)[-1]
    for _ in range(5):
        for name in ("Security", "Energy"):
            telegram.press(anna.id, welcome.id, name, user=anna)

    while_the_bot_runs(all_of(10))

    assert labels(telegram.messages(anna.id)[-1])[:2] == ["✓ Security", "✓ Energy"]


def test_a_button_in_a_channel_is_answered_to_everybody_who_presses_it(
    make_brief, publish, security, telegram, bot_reads, while_the_bot_runs
):
    people = telegram.add_crowd(40)
    channel = telegram.add_channel("News", people[0])
    channel.members.update({person.id: person for person in people})
    bot_reads()
    publish(make_brief("Tea"))
    brief = telegram.messages(channel.id)[-1]
    for person in people:
        telegram.press(channel, brief.id, "More on Security", user=person)

    while_the_bot_runs(all_of(40))

    assert len(telegram.toasts) == 40
    assert all(toast.url for toast in telegram.toasts)


def test_commands_of_other_bots_get_neither_an_answer_nor_a_notice(
    index, telegram, bot_reads, while_the_bot_runs, answers
):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    before = len(answers(group.id))
    for number in range(40):
        telegram.write(group, f"/weather {number}", user=anna)

    while_the_bot_runs(all_of(40))

    assert len(answers(group.id)) == before


def test_many_presses_in_a_group_are_saved_at_once_and_shown_in_fewer_edits(
    security, telegram, says, while_the_bot_runs
):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", [anna])
    says(anna, "/settings", chat=group.id)
    message = telegram.messages(group.id)[-1]
    calls = len(telegram.calls)

    telegram.press(group.id, message.id, "When", user=anna)
    while_the_bot_runs(lambda: "At once" in str(labels(message)))
    telegram.press(group.id, message.id, "Once a day", user=anna)
    while_the_bot_runs(lambda: "✓ 08" in labels(message))
    telegram.make_wait(3, group.id)
    for label in [label.removeprefix("✓ ") for label in labels(message)[3:27]]:
        telegram.press(group.id, message.id, f"✓ {label}" if label == "08" else label, user=anna)
    while_the_bot_runs(lambda: Chat.objects.get().digest_hour == 23, lambda: "✓ 23" in labels(message))

    methods = [call.method for call in telegram.calls[calls:]]
    assert methods.count("answerCallbackQuery") == 26
    assert methods.count("editMessageText") < 24
