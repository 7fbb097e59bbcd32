"""Corrections, which reach exactly the chats whose first message was older."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.utils import timezone

from briefs_bot import tasks
from briefs_bot.delivery import addressing
from briefs_bot.models import Arrival, Broadcast, Chat, Delivery
from briefs_bot.sandbox import Fault
from tests import telegram as stand_in


@pytest.fixture
def before_call(monkeypatch):
    """Return a function that does something just before the n-th message of a broadcast is sent."""

    def before_call(number, do):
        calls = iter(range(1, 10**6))
        send = stand_in.SandboxRequest.do_request

        async def do_request(self, url, *args, **kwargs):
            if "/sendMessage" in url and next(calls) == number:
                await sync_to_async(do)()
            return await send(self, url, *args, **kwargs)

        monkeypatch.setattr(stand_in.SandboxRequest, "do_request", do_request)

    return before_call


def correct(brief, note="The first version said five."):
    brief.refresh_from_db()
    brief.summary, brief.correction_note = f"The right figure is four. {note}", note
    brief.save_revision().publish()


def let_time_pass():
    moment = timezone.now() - timedelta(seconds=1)
    Delivery.objects.update(not_before=moment)
    Broadcast.objects.exclude(amend_after=None).update(amend_after=moment)
    tasks.tick()


def is_told(telegram, person):
    return sum("Corrected" in message.text for message in telegram.messages(person.id))


def saw_the_wrong_text(telegram, person):
    sent = [
        c for c in telegram.calls if c.method == "sendMessage" and str(c.params["chat_id"]) == str(person.id)
    ]
    return "in short" in sent[0].params["text"]


def all_told_who_should_be(telegram, crowd):
    return [(saw_the_wrong_text(telegram, p), is_told(telegram, p)) for p in crowd]


@pytest.mark.parametrize("number", [1, 2, 20, 40])
def test_a_correction_in_mid_broadcast_reaches_exactly_those_who_saw_the_wrong_text(
    make_brief, publish, crowd, telegram, settings, before_call, number
):
    settings.BRIEFS_TELEGRAM_IN_FLIGHT = 6
    brief = make_brief("Tea")
    before_call(number, lambda: correct(brief))

    publish(brief)
    for _ in range(3):
        let_time_pass()

    found = all_told_who_should_be(telegram, crowd)
    assert set(found) <= {(True, 1), (False, 0)}
    assert (True, 1) in found
    assert Broadcast.objects.filter(addressed_at=None).count() == 0


@pytest.fixture
def half_under_way(make_brief, crowd):
    """Return a brief, and the twenty deliveries that another worker has begun."""
    brief = make_brief("Tea")
    brief.save_revision().publish()
    broadcast = Broadcast.objects.get()
    addressing.address(broadcast)
    broadcast.prove()
    return brief, Delivery.objects.begin(broadcast.deliveries.claim_due(20))


def arrive(deliveries):
    Delivery.objects.record_sent([Arrival(d.pk, 1, 1000 + d.pk, False) for d in deliveries])


def corrected():
    return set(Delivery.objects.filter(broadcast__kind="correction").values_list("chat_id", flat=True))


def test_messages_being_sent_during_a_correction_are_corrected_once_they_arrived(half_under_way, telegram):
    brief, begun = half_under_way
    correct(brief)
    tasks.tick()
    assert corrected() == set()

    arrive(begun)
    tasks.tick()

    assert corrected() == {delivery.chat_id for delivery in begun}
    assert Delivery.objects.filter(broadcast__kind="correction", status="sent").count() == 20


def test_a_second_correction_also_reaches_chats_that_lack_only_that_one(half_under_way, telegram):
    brief, begun = half_under_way
    arrive(begun)
    correct(brief)
    tasks.tick()
    correct(brief, "It was not four either.")
    tasks.tick()

    first, second = Broadcast.objects.filter(kind="correction").order_by("pk")
    assert (first.deliveries.count(), second.deliveries.count()) == (20, 40)


def test_a_correction_note_alone_reaches_only_chats_that_have_the_message(half_under_way, telegram):
    brief, begun = half_under_way
    arrive(begun)
    brief.refresh_from_db()
    brief.correction_note = "A figure in the text was wrong."
    brief.save_revision().publish()
    tasks.tick()
    tasks.tick()

    assert corrected() == {delivery.chat_id for delivery in begun}


def test_a_chat_whose_uncertain_message_had_arrived_gets_the_correction(
    make_brief, publish, subscriber, telegram
):
    telegram.faults.add(Fault("close_before", method="sendMessage", chat_id=subscriber.id))
    brief = publish(make_brief("Tea"))
    uncertain = Delivery.objects.get()
    correct(brief)
    tasks.tick()
    assert corrected() == set()

    call_command("broadcast", "mark-sent", str(uncertain.pk))
    tasks.tick()

    assert corrected() == {uncertain.chat_id}
    assert is_told(telegram, subscriber) == 1


def test_an_uncertain_message_that_was_right_already_needs_no_correction(
    make_brief, publish, subscriber, telegram
):
    brief = make_brief("Tea")
    brief.save_revision().publish()
    correct(brief)
    telegram.faults.add(Fault("close_before", method="sendMessage", chat_id=subscriber.id))
    tasks.tick()
    uncertain = Delivery.objects.get()
    assert uncertain.status == "uncertain"

    call_command("broadcast", "mark-sent", str(uncertain.pk))
    tasks.tick()

    assert corrected() == set()


def test_an_edit_during_rendering_is_not_taken_for_the_older_text(make_brief, crowd, telegram, monkeypatch):
    """Correct the brief after the broadcast was read, and before the reader is asked."""
    from briefs_bot import rendering

    brief = make_brief("Tea")
    brief.save_revision().publish()
    make = rendering.message
    once = iter([True])

    def message(broadcast, may_upload=True):
        if next(once, False):
            correct(brief)
        return make(broadcast, may_upload)

    monkeypatch.setattr(rendering, "message", message)
    for _ in range(3):
        let_time_pass()

    assert set(all_told_who_should_be(telegram, crowd)) == {(False, 0)}


def test_a_chat_that_is_gone_gets_no_correction(half_under_way, telegram):
    brief, begun = half_under_way
    arrive(begun)
    Chat.objects.filter(pk=begun[0].chat_id).update(is_active=False)
    correct(brief)
    tasks.tick()

    assert len(corrected()) == 19
