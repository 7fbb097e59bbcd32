"""Telegram unreachable, wrong messages, chats that bar the bot: who is affected, and who is not."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from redis import Redis

from briefs_bot import tasks
from briefs_bot.delivery import addressing
from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.sandbox import Fault


def states():
    found = Delivery.objects.values_list("status", flat=True)
    return {status: list(found).count(status) for status in set(found)}


def later():
    Delivery.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    Redis.from_url(settings.REDIS_URL).flushdb()
    tasks.tick()


def refusal(code, text, **more):
    return Fault(kind="refuse", method="sendMessage", error_code=code, description=text, times=None, **more)


def test_a_broadcast_whose_message_is_refused_pauses_after_the_first_chat(
    make_brief, publish, crowd, telegram
):
    telegram.faults.add(refusal(400, "Bad Request: can't parse entities: Unsupported start tag"))
    publish(make_brief("Tea"))

    assert len([call for call in telegram.calls if call.method == "sendMessage"]) == 1
    broadcast = Broadcast.objects.get()
    assert broadcast.paused_at
    assert broadcast.paused_reason == "Telegram cannot read the formatting of the message."
    assert states() == {"rejected": 1, "pending": 39}


def test_a_paused_broadcast_goes_on_when_it_is_resumed(
    make_brief, publish, crowd, telegram, capsys, admin_client
):
    fault = telegram.faults.add(refusal(400, "Bad Request: BUTTON_URL_INVALID"))
    publish(make_brief("Tea"))
    telegram.faults.remove(fault)
    call_command("broadcast", "list")
    assert "[paused: Telegram refused a button of the message.]" in capsys.readouterr().out
    listing = admin_client.get(reverse("briefs_bot_broadcast_modeladmin_index")).content.decode()
    assert "Paused. Reached none of 40 chats: 39 waiting, 1 refused" in listing

    call_command("broadcast", "resume", str(Broadcast.objects.get().pk))
    tasks.tick()

    assert states() == {"sent": 40}


def test_a_broadcast_whose_text_becomes_wrong_pauses_after_one_chat(make_brief, crowd, telegram):
    brief = make_brief("Tea")
    brief.save_revision().publish()
    broadcast = Broadcast.objects.get()
    addressing.address(broadcast)
    broadcast.prove()
    telegram.faults.add(refusal(400, "Bad Request: can't parse entities: Unsupported start tag"))
    brief.refresh_from_db()
    brief.summary = "Another summary."
    brief.save_revision().publish()
    tasks.tick()

    assert states() == {"rejected": 1, "pending": 39}
    assert Broadcast.objects.get().paused_at


@pytest.mark.parametrize("reason", ["TOPIC_CLOSED", "ALLOW_PAYMENT_REQUIRED_5"])
def test_a_first_chat_that_refuses_alone_does_not_pause_the_broadcast(
    make_brief, publish, crowd, telegram, reason
):
    telegram.faults.add(refusal(400, f"Bad Request: {reason}", chat_id=crowd[0].id))
    publish(make_brief("Tea"))
    later()

    assert Broadcast.objects.get().paused_at is None
    assert states()["sent"] == 39


def command(action):
    call_command("broadcast", action, str(Broadcast.objects.get().pk))


def test_a_broadcast_cancelled_before_anybody_is_addressed_reaches_nobody(make_brief, crowd, telegram):
    make_brief("Tea").save_revision().publish()
    command("cancel")
    later()

    assert states() == {"cancelled": 40}


@pytest.fixture
def claimed(make_brief, crowd):
    """Return a broadcast half of which a worker has claimed; it dies before the first call."""
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()
    addressing.address(broadcast)
    broadcast.prove()
    claimed = broadcast.deliveries.all().claim_due(20)
    Delivery.objects.exclude(lease_until=None).update(lease_until=timezone.now() - timedelta(seconds=1))
    return claimed


def test_deliveries_that_a_worker_had_claimed_stay_cancelled(claimed, telegram, capsys):
    command("cancel")
    call_command("broadcast", "list")
    assert "Tea [cancelled]" in capsys.readouterr().out

    later()

    assert states() == {"cancelled": 40}


def test_a_chat_that_left_while_its_delivery_was_claimed_gets_nothing(claimed, telegram, says):
    left = claimed[3].chat
    says(telegram.users[left.telegram_id], "/stop")

    later()

    assert states() == {"cancelled": 1, "sent": 39}
    assert Delivery.objects.get(status="cancelled").chat == left


def test_a_message_is_not_sent_again_when_its_time_is_over(make_brief, publish, subscriber, telegram):
    telegram.faults.add(Fault(kind="close_before", method="sendMessage"))
    publish(make_brief("Tea"))
    Broadcast.objects.update(created_at=timezone.now() - timedelta(hours=30))

    with pytest.raises(CommandError, match="its time ran out"):
        call_command("broadcast", "resend", str(Delivery.objects.get().pk))

    assert states() == {"uncertain": 1}


def test_no_chat_is_retired_when_all_seem_gone(make_brief, publish, crowd, telegram):
    fault = telegram.faults.add(refusal(403, "Forbidden: bot was blocked by the user"))
    publish(make_brief("Tea"))

    assert not Chat.objects.filter(is_active=False).exists()
    assert "gone" not in states()

    telegram.faults.remove(fault)
    later()

    assert states() == {"sent": 40}


def test_chats_that_blocked_the_bot_are_retired_at_once(make_brief, publish, crowd, telegram):
    for person in crowd[5:9]:
        telegram.block(person)
    publish(make_brief("Tea"))

    assert states() == {"sent": 36, "gone": 4}
    assert Chat.objects.filter(is_active=False).count() == 4


@pytest.mark.parametrize("kind", ["unreachable", "bad_gateway", "garbage", "close_before"])
def test_few_calls_are_made_while_telegram_is_away_and_all_messages_arrive_later(
    make_brief, publish, crowd, telegram, kind
):
    fault = telegram.faults.add(Fault(kind=kind, times=None))
    publish(make_brief("Tea"))
    risked = states().get("uncertain", 0)
    assert risked <= 8
    for _ in range(5):
        tasks.tick()
    assert states().get("uncertain", 0) == risked

    telegram.faults.remove(fault)
    later()

    assert states().get("sent", 0) + risked == 40
    assert not Chat.objects.filter(is_active=False).exists()


def test_a_refused_token_stops_everything_and_loses_nothing(make_brief, publish, crowd, telegram):
    fault = telegram.faults.add(Fault(kind="refuse", error_code=401, description="Unauthorized", times=None))
    publish(make_brief("Tea"))
    assert len([call for call in telegram.calls if call.method == "sendMessage"]) == 1

    telegram.faults.remove(fault)
    later()

    assert states() == {"sent": 40}


def test_a_group_that_bars_the_bot_is_marked_and_kept(
    make_brief, publish, security, telegram, presses, bot_reads
):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    presses(anna, "Security", chat=group)
    telegram.revoke_rights(group)
    publish(make_brief("Tea"))

    chat = Chat.objects.get(kind="group")
    assert chat.is_active
    assert "an administrator of the chat can allow it" in chat.broken_reason
    assert Delivery.objects.get().not_before > timezone.now() + timedelta(minutes=30)

    telegram.invite(group)
    later()

    assert Delivery.objects.get().status == "sent"
    assert Chat.objects.get(kind="group").broken_reason == ""


def test_an_uncertain_delivery_is_settled_by_a_person(make_brief, publish, subscriber, telegram):
    telegram.faults.add(Fault(kind="close_before", method="sendMessage", chat_id=subscriber.id, times=1))
    publish(make_brief("Tea"))
    delivery = Delivery.objects.get()
    assert delivery.status == "uncertain"

    call_command("broadcast", "resend", str(delivery.pk))
    tasks.tick()

    assert sum("Tea" in message.text for message in telegram.messages(subscriber.id)) == 1
    assert Delivery.objects.get().status == "sent"


def test_a_broadcast_can_be_cancelled(make_brief, subscriber, telegram):
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()
    addressing.address(broadcast)
    call_command("broadcast", "cancel", str(broadcast.pk))
    tasks.tick()

    assert states() == {"cancelled": 1}
