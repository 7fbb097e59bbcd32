"""The lines that a broadcast leaves in the log: one at each turning point, with ids and without names."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from redis import Redis
from wagtail.models import PageViewRestriction

from briefs_bot import tasks
from briefs_bot.delivery import addressing
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.sandbox import Fault


@pytest.fixture
def logged(caplog):
    """Return a function that returns the lines of one event, with the id and the seconds left out."""
    caplog.set_level(logging.INFO, "briefs_bot")

    def logged(event):
        lines = [record.getMessage() for record in caplog.records if record.name.startswith("briefs_bot")]
        found = [line for line in lines if line.partition(" ")[0] == event]
        return [re.sub(r" (broadcast=\d+|seconds=[\d.]+)", "", line) for line in found]

    return logged


def test_a_run_logs_how_many_chats_got_the_message(make_brief, publish, crowd, telegram, logged):
    telegram.block(crowd[7])
    telegram.block(crowd[20])

    publish(make_brief("Tea"))

    assert logged("broadcast_addressed") == ["broadcast_addressed chats=40"]
    assert logged("broadcast_run") == ["broadcast_run sent=38 gone=2"]


def test_each_line_has_the_id_of_its_broadcast_and_no_names(
    make_brief, publish, subscriber, telegram, caplog
):
    caplog.set_level(logging.INFO, "briefs_bot")

    publish(make_brief("Tea"))

    number = Broadcast.objects.get().pk
    said = [record.getMessage() for record in caplog.records if record.name.startswith("briefs_bot")]
    assert f"broadcast_addressed broadcast={number} chats=1" in said
    assert any(
        re.fullmatch(rf"broadcast_run broadcast={number} sent=1 seconds=\d+\.\d", line) for line in said
    )
    assert not any(name in " ".join(said) for name in ("Anna", "Tea", telegram.token))


def test_a_run_that_sends_nothing_logs_nothing(make_brief, publish, subscriber, telegram, logged):
    publish(make_brief("Tea"))
    tasks.broadcast(Broadcast.objects.get().pk)

    assert len(logged("broadcast_addressed")) == len(logged("broadcast_run")) == 1


def test_messages_tried_later_are_counted_as_postponed(make_brief, publish, crowd, telegram, logged):
    telegram.faults.add(Fault(kind="unreachable", chat_id=crowd[7].id))

    publish(make_brief("Tea"))

    assert logged("broadcast_run") == ["broadcast_run sent=39 postponed=1"]


def test_amended_messages_are_counted(make_brief, publish, crowd, telegram, logged):
    brief = publish(make_brief("Tea"))
    brief.title = "Coffee"
    publish(brief)
    Broadcast.objects.update(amend_after=timezone.now())
    tasks.tick()

    assert logged("broadcast_run") == ["broadcast_run sent=40", "broadcast_run amended=40"]


def test_a_paused_broadcast_logs_the_reason_and_that_it_was_resumed(
    make_brief, publish, subscriber, telegram, logged
):
    refusal = "Bad Request: can't parse entities: Unsupported start tag"
    telegram.faults.add(Fault(kind="refuse", method="sendMessage", description=refusal))

    publish(make_brief("Tea"))
    call_command("broadcast", "resume", str(Broadcast.objects.get().pk))

    reason = "Telegram cannot read the formatting of the message."
    assert logged("broadcast_run") == ["broadcast_run rejected=1"]
    assert logged("broadcast_paused") == [f"broadcast_paused reason='{reason}'"]
    assert logged("broadcast_resumed") == ["broadcast_resumed"]


@pytest.fixture
def addressed(make_brief, crowd):
    """Return a brief whose broadcast is addressed and not sent."""
    brief = make_brief("Tea")
    brief.save_revision().publish()
    addressing.address(Broadcast.objects.get())
    brief.refresh_from_db()
    return brief


def test_cancelling_logs_how_many_chats_do_not_get_the_message(addressed, logged):
    call_command("broadcast", "cancel", str(Broadcast.objects.get().pk))

    assert logged("broadcast_cancelled") == ["broadcast_cancelled chats=40 reason=by_hand"]


def test_a_brief_made_private_logs_that_its_broadcast_was_cancelled(addressed, telegram, logged):
    PageViewRestriction.objects.create(page=addressed, restriction_type=PageViewRestriction.LOGIN)
    Broadcast.objects.update(retracted_at=None)
    Delivery.objects.update(status="pending")
    tasks.tick()

    assert logged("broadcast_cancelled") == ["broadcast_cancelled chats=40 reason=not_public"]


def test_withdrawing_logs_how_many_messages_were_not_sent(
    addressed, logged, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        addressed.unpublish()

    assert logged("broadcast_withdrawn") == ["broadcast_withdrawn cancelled=40"]


def test_expiring_logs_how_many_chats_did_not_get_the_message(addressed, telegram, logged):
    Broadcast.objects.update(created_at=timezone.now() - timedelta(hours=25))
    tasks.tick()

    assert logged("broadcast_expired") == ["broadcast_expired chats=40"]


def test_a_dead_worker_is_logged_with_what_it_left_behind(addressed, telegram, logged):
    broadcast = Broadcast.objects.get()
    claimed = broadcast.deliveries.claim_due(5)
    Delivery.objects.begin(claimed[:2])
    Delivery.objects.filter(status="sending").update(lease_until=timezone.now() - timedelta(seconds=1))
    tasks.tick()

    assert logged("deliveries_released") == ["deliveries_released pending=3 uncertain=2"]
    assert logged("broadcast_run") == ["broadcast_run sent=38"]


def test_a_refused_token_is_logged_once_until_the_circuit_closes(
    make_brief, publish, subscriber, telegram, settings, logged
):
    refusal = Fault(kind="refuse", error_code=401, description="Unauthorized", times=None)
    telegram.faults.add(refusal)
    publish(make_brief("Tea"))

    assert logged("circuit_tripped") == ["circuit_tripped bot=1000 cause=token"]

    telegram.faults.clear()
    Redis.from_url(settings.REDIS_URL).delete("{briefs:1000}:hold")
    Delivery.objects.update(not_before=timezone.now())
    tasks.tick()

    assert logged("circuit_reset") == ["circuit_reset bot=1000"]


def test_a_broadcast_that_waited_for_a_bot_logs_that_it_has_one(
    make_brief, subscriber, telegram, settings, logged
):
    token, settings.BRIEFS_TELEGRAM_BOT_TOKEN = settings.BRIEFS_TELEGRAM_BOT_TOKEN, ""
    make_brief("Tea").save_revision().publish()
    settings.BRIEFS_TELEGRAM_BOT_TOKEN = token
    tasks.tick()

    assert logged("broadcast_bot_found") == ["broadcast_bot_found bot=1000"]
