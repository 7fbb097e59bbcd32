"""Old rows are deleted with the ticks, a little at a time; counts stay, and nobody is lost unasked."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat, Delivery, IncomingUpdate, Subscription
from briefs_bot.operations import retention


def after(days, ticks=1):
    with travel(timezone.now() + timedelta(days=days), tick=True):
        for _ in range(ticks):
            tasks.tick()


def counts():
    return [row.delivery_counts.by_status for row in Broadcast.objects.order_by("pk")]


@pytest.fixture
def sent(make_brief, publish, crowd, telegram):
    """A broadcast to forty people, one of whom had blocked the bot."""
    telegram.block(crowd[7])
    publish(make_brief("Tea"))
    return Broadcast.objects.get()


def test_old_deliveries_are_deleted_and_their_counts_stay(sent):
    before = counts()
    assert before == [{"gone": 1, "sent": 39}]

    after(days=364)
    assert Delivery.objects.count() == 40 - 1  # with the chat of who blocked the bot
    after(days=366)

    assert not Delivery.objects.exists()
    assert counts() == before
    sent.recount()
    assert counts() == before
    assert sent.delivery_counts.reasons == {"gone": {"The person blocked the bot.": 1}}


def test_they_are_deleted_a_few_with_each_tick(sent, monkeypatch):
    monkeypatch.setattr(retention, "DELIVERIES", 15)
    left = []
    with travel(timezone.now() + timedelta(days=366), tick=True):
        for _ in range(3):
            tasks.tick()
            left.append(Delivery.objects.count())
            Broadcast.objects.recount()
            assert counts() == [{"gone": 1, "sent": 39}]

    assert left == [25, 10, 0]


def test_deliveries_are_kept_as_long_as_the_setting_says(sent, settings):
    settings.BRIEFS_TELEGRAM_KEEP_DELIVERIES = settings.BRIEFS_TELEGRAM_KEEP_CHATS = None

    after(days=3000)

    assert Delivery.objects.count() == 40


def test_younger_broadcasts_keep_theirs(sent, make_brief, publish):
    Broadcast.objects.update(created_at=timezone.now() - timedelta(days=366))
    publish(make_brief("Coffee"))

    after(days=0)

    assert list(Delivery.objects.values_list("broadcast__title", flat=True).distinct()) == ["Coffee"]


def test_the_report_says_what_an_edit_does_not_reach_any_more(sent, admin_client):
    address = reverse("briefs_bot_report", args=[sent.pk])
    assert "does not reach" not in admin_client.get(address).content.decode()

    after(days=366)
    page = admin_client.get(address).content.decode()

    assert "A later edit, correction or withdrawal does not reach 39 messages" in page
    assert "Reached 39 of 40 chats" in page


def test_nobody_gets_an_old_brief_twice_because_it_is_forgotten_who_has_it(sent, telegram, crowd):
    after(days=366)

    with pytest.raises(CommandError, match="Who has it is no longer known"):
        call_command("broadcast", "announce", str(sent.brief_id))

    assert len(telegram.messages(crowd[0].id)) == 1


def test_a_withdrawn_brief_may_be_sent_anew(sent, telegram, crowd, django_capture_on_commit_callbacks):
    sent.retract()
    tasks.tick()
    after(days=366)

    with django_capture_on_commit_callbacks(execute=True):
        call_command("broadcast", "announce", str(sent.brief_id))

    assert counts() == [{"sent": 39}]


def test_an_edit_that_is_under_way_is_finished_first(sent, telegram, crowd):
    Broadcast.objects.update(created_at=timezone.now() - timedelta(days=366))
    sent.refresh_from_db()
    sent.revise(60)

    after(days=0)
    assert Delivery.objects.count() == 40
    after(days=3)
    assert not Delivery.objects.exists()


def test_who_blocked_the_bot_is_deleted_after_a_grace_time(sent, telegram, crowd):
    after(days=89)
    assert Chat.objects.count() == 40
    after(days=91)

    assert Chat.objects.count() == Subscription.objects.count() == 39
    assert not Chat.objects.filter(telegram_id=crowd[7].id).exists()
    assert counts() == [{"gone": 1, "sent": 39}]
    sent.recount()
    assert counts() == [{"gone": 1, "sent": 39}]


def test_who_comes_back_stays(sent, telegram, crowd, says):
    telegram.unblock(crowd[7])
    says(crowd[7], "/start")

    after(days=91)

    assert Chat.objects.count() == 40
    assert Chat.objects.get(telegram_id=crowd[7].id).inactive_since is None


def test_who_stopped_the_bot_is_kept_until_a_setting_says_otherwise(subscriber, says, settings):
    says(subscriber, "/stop")

    after(days=3000)
    assert Subscription.objects.exists()
    settings.BRIEFS_TELEGRAM_KEEP_STOPPED = 400
    after(days=399)
    assert Chat.objects.exists()
    after(days=401)

    assert not Chat.objects.exists()


def test_a_channel_that_is_paused_in_the_admin_stays(telegram, index):
    chat = Chat.objects.create(bot=1000, telegram_id=-5, kind="channel", language="en")
    chat.retire("Paused in the admin.")

    after(days=3000)

    assert Chat.objects.exists()


def test_chats_with_many_deliveries_are_deleted_over_several_ticks(sent, monkeypatch):
    monkeypatch.setattr(retention, "DELIVERIES", 15)
    for chat in Chat.objects.all():
        chat.retire("blocked")
    with travel(timezone.now() + timedelta(days=91), tick=True):
        for _ in range(3):
            tasks.tick()
    assert not Chat.objects.exists()
    assert counts() == [{"gone": 1, "sent": 39}]


def test_updates_are_kept_for_a_day_or_as_long_as_the_setting_says(subscriber, settings):
    row = IncomingUpdate.objects.create(bot=1000, update_id=1, chat_id=1, handled_at=timezone.now())
    settings.BRIEFS_TELEGRAM_KEEP_UPDATES = 7

    after(days=6)
    assert IncomingUpdate.objects.filter(pk=row.pk).exists()
    after(days=8)

    assert not IncomingUpdate.objects.exists()


def test_looking_for_what_is_old_costs_four_queries(sent):
    with CaptureQueriesContext(connection) as queries:
        retention.purge()

    assert len(queries) <= 4
