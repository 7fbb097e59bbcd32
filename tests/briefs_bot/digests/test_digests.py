"""Digests: one message about several briefs, once, and true also after edits and withdrawals."""

from datetime import timedelta

import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from briefs_bot import tasks
from briefs_bot.digests import opening
from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.sandbox import Fault
from tests.briefs_bot.digests.conftest import amend, digests, send_digests
from tests.conftest import labels


def test_a_digest_is_one_message_by_topic_with_changes_of_status_first(
    make_brief, publish, energy, reader, telegram
):
    publish(make_brief("Calm week", topic=energy, status="unchanged"))
    publish(make_brief("Calm again", topic=energy, status="unchanged"))
    publish(make_brief("Patrols resume"))
    assert not digests(telegram, reader)

    send_digests()

    (message,) = digests(telegram, reader)
    order = [message.text.index(words) for words in ("Energy", "Calm week", "Security", "Patrols resume")]
    assert order == sorted(order)
    assert message.text.index("Patrols resume") < message.text.index("Calm again")
    assert labels(message) == ["Settings"]
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


def test_there_is_no_digest_without_news(make_brief, publish, reader, telegram):
    send_digests()

    assert not digests(telegram, reader)
    assert not Broadcast.objects.exists()
    assert Chat.objects.get().digest_at > timezone.now()


def test_ticks_at_the_same_slot_send_it_once(make_brief, publish, reader, telegram):
    publish(make_brief("Patrols resume"))

    send_digests()
    send_digests()
    send_digests()

    assert len(digests(telegram, reader)) == 1


def test_a_clock_that_jumps_back_sends_nothing_twice(make_brief, publish, reader, telegram):
    publish(make_brief("Patrols resume"))
    slot = Chat.objects.get().digest_at
    for moment in (slot, slot - timedelta(hours=3), slot + timedelta(minutes=1)):
        with time_machine.travel(moment):
            tasks.tick()

    assert len(digests(telegram, reader)) == 1


def test_what_was_withdrawn_before_is_not_in_it(make_brief, publish, reader, telegram):
    gone = publish(make_brief("Gone"))
    publish(make_brief("Stays"))
    gone.unpublish()

    send_digests()

    (message,) = digests(telegram, reader)
    assert "Gone" not in message.text
    assert "Stays" in message.text


def test_withdrawing_a_brief_takes_it_out_and_withdrawing_all_deletes_the_digest(
    make_brief, publish, reader, telegram
):
    first, second = publish(make_brief("First")), publish(make_brief("Second"))
    send_digests()

    first.unpublish()
    tasks.tick()
    (message,) = digests(telegram, reader)
    assert "First" not in message.text
    assert "Second" in message.text

    second.unpublish()
    tasks.tick()
    assert not digests(telegram, reader)


def test_an_edit_changes_the_digest_and_no_message_of_others(
    make_brief, publish, reader, telegram, says, presses
):
    boris = telegram.add_user("Boris")
    says(boris, "/start")
    presses(boris, "Security")
    Chat.objects.get(telegram_id=boris.id).prefer(frequency="daily")
    brief = publish(make_brief("Patrols resume"))
    send_digests()
    other = publish(make_brief("Later"))
    send_digests()
    calls = len(telegram.calls)

    page = Page.objects.get(pk=brief.pk).specific
    page.title = "Patrols resume today"
    publish(page)
    amend()

    assert "Patrols resume today" in digests(telegram, reader)[0].text
    edited = [
        call.params["message_id"] for call in telegram.calls[calls:] if call.method == "editMessageText"
    ]
    assert len(edited) == 2
    assert other.title in digests(telegram, reader)[1].text


def test_a_long_digest_goes_on_in_the_next_message(make_brief, publish, reader, telegram):
    for number in range(35):
        publish(make_brief(f"{number:02} " + "A headline of a length that is still allowed here " * 4))

    send_digests()
    tasks.tick()
    tasks.tick()

    said = " ".join(message.text for message in digests(telegram, reader))
    assert len(digests(telegram, reader)) > 1
    assert all(said.count(f"{number:02} A headline") == 1 for number in range(35))
    assert all(len(message.text) <= 4096 for message in digests(telegram, reader))


def test_a_topic_that_is_no_longer_followed_is_left_out(make_brief, publish, energy, reader, telegram):
    publish(make_brief("Dams fill", topic=energy))
    publish(make_brief("Patrols resume"))
    Chat.objects.get().unfollow(energy.translation_key)

    send_digests()

    assert "Dams fill" not in digests(telegram, reader)[0].text


def test_whoever_stops_gets_no_digest(make_brief, publish, reader, telegram, says):
    publish(make_brief("Patrols resume"))
    says(reader, "/stop")

    send_digests()

    assert not digests(telegram, reader)
    assert Delivery.objects.get().status == "cancelled"


def test_a_digest_that_may_have_arrived_is_uncertain_with_all_its_briefs(
    make_brief, publish, reader, telegram
):
    publish(make_brief("Patrols resume"))
    telegram.faults.add(Fault("close_after", method="sendMessage"))

    send_digests()
    tasks.tick()

    assert set(Delivery.objects.values_list("status", flat=True)) == {"uncertain"}
    Broadcast.objects.get(kind="digest").settle_arrived(Delivery.objects.all())
    tasks.tick()
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


def test_choosing_at_once_brings_what_was_held(make_brief, publish, reader, telegram, says, presses):
    publish(make_brief("Patrols resume"))
    says(reader, "/settings")
    presses(reader, "When")
    presses(reader, "At once")
    tasks.tick()

    assert "Patrols resume" in telegram.messages(reader.id)[-1].text
    assert Chat.objects.get().digest_at is None


def test_a_correction_comes_with_the_next_digest(make_brief, publish, reader, telegram):
    brief = publish(make_brief("Patrols resume"))
    send_digests()
    page = Page.objects.get(pk=brief.pk).specific
    page.correction_note = "It was two patrols."
    publish(page)
    tasks.tick()
    assert len(digests(telegram, reader)) == 1

    send_digests()

    assert "Corrected: It was two patrols." in digests(telegram, reader)[1].text


def test_after_an_outage_a_subscriber_gets_one_message_and_a_channel_each_brief(
    make_brief, publish, energy, subscriber, telegram, bot_reads
):
    Chat.objects.get().follow(None)
    channel = telegram.add_channel("Daily briefs")
    bot_reads()
    for kind in ("sendMessage",):
        telegram.faults.add(Fault("unreachable", method=kind, times=None))
    publish(make_brief("Patrols resume"))
    publish(make_brief("Dams fill", topic=energy))
    telegram.faults.clear()
    before = len(telegram.messages(subscriber.id))

    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        for _time in range(4):
            tasks.tick()

    (message,) = telegram.messages(subscriber.id)[before:]
    assert "Patrols resume" in message.text
    assert "Dams fill" in message.text
    assert len([m for m in telegram.messages(channel.id) if m.from_bot]) == 2


def test_addressing_a_digest_costs_as_many_queries_for_40_chats_as_for_one(
    make_brief, publish, crowd, django_assert_max_num_queries
):
    for chat in Chat.objects.all():
        chat.prefer(frequency="daily")
    publish(make_brief("Patrols resume"))
    Chat.objects.update(digest_at=timezone.now())
    with django_assert_max_num_queries(16):
        opening.open_due()

    assert Delivery.objects.filter(broadcast__kind="digest").count() == len(crowd)


def test_editors_read_what_waits_for_a_digest_and_what_a_digest_reached(
    make_brief, publish, reader, admin_client
):
    publish(make_brief("Patrols resume"))
    tasks.tick()
    brief = Broadcast.objects.get()
    address = reverse("briefs_bot_report", args=[brief.pk])
    assert "Not yet sent to 1 chat: 1 waits for a digest" in admin_client.get(address).content.decode()

    send_digests()
    tasks.tick()
    digest = Broadcast.objects.get(kind="digest")
    for broadcast in (brief, digest):
        page = admin_client.get(reverse("briefs_bot_report", args=[broadcast.pk])).content.decode()
        assert "Reached 1 chat" in page
    send_digests()
    listing = admin_client.get(reverse("briefs_bot_broadcast_modeladmin_index")).content.decode()
    assert "Digest" in listing


def test_settings_below_a_digest_leave_it_as_it_is(make_brief, publish, reader, telegram, presses):
    publish(make_brief("Patrols resume"))
    send_digests()

    presses(reader, "Settings")

    assert "Patrols resume" in digests(telegram, reader)[0].text
    assert "When: once a day" in telegram.messages(reader.id)[-1].text


def test_what_waits_for_a_digest_is_not_deleted_by_its_age(make_brief, publish, reader, telegram, settings):
    settings.BRIEFS_TELEGRAM_KEEP_DELIVERIES = 2
    publish(make_brief("Patrols resume"))
    Chat.objects.get().prefer(frequency="weekly")
    Chat.objects.update(digest_at=timezone.now() + timedelta(days=6))

    with time_machine.travel(timezone.now() + timedelta(days=3), tick=True):
        tasks.tick()
    with time_machine.travel(timezone.now() + timedelta(days=6, minutes=1), tick=True):
        tasks.tick()

    assert "Patrols resume" in telegram.messages(reader.id)[-1].text


def test_what_a_digest_told_of_is_deleted_after_the_digest(make_brief, publish, reader, telegram):
    first = publish(make_brief("First"))
    publish(make_brief("Second"))
    send_digests()
    a_year_ago = timezone.now() - timedelta(days=366)
    Broadcast.objects.filter(kind="new").update(created_at=a_year_ago)

    tasks.tick()
    first.unpublish()
    tasks.tick()

    (message,) = digests(telegram, reader)
    assert "First" not in message.text
    assert "Second" in message.text
    Broadcast.objects.update(created_at=a_year_ago, amend_after=None)
    tasks.tick()
    tasks.tick()
    assert not Delivery.objects.exists()


def test_who_chooses_briefs_at_once_while_one_is_addressed_gets_it(make_brief, publish, reader, telegram):
    def choose_at_once(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith("INSERT") and "briefs_bot_delivery" in sql:
            Chat.objects.update(frequency="instant", digest_at=None)
        return result

    with connection.execute_wrapper(choose_at_once):
        publish(make_brief("Patrols resume"))
    tasks.tick()

    assert "Patrols resume" in telegram.messages(reader.id)[-1].text


def test_a_group_that_becomes_a_supergroup_gets_what_was_held_for_either(
    make_brief, publish, telegram, bot_reads, security
):
    anna = telegram.add_user("Anna")
    telegram.add_group("Newsroom", [anna])
    bot_reads()
    old = Chat.objects.get()
    new = Chat.objects.create(bot=1000, telegram_id=-1002, kind="group", language="en")
    new.follow(None)
    new.prefer(frequency="daily")
    publish(make_brief("Patrols resume"))

    old.migrate(-1002)

    assert Delivery.objects.get(status="held").chat == old
    assert Chat.objects.get().digest_at


def test_what_is_held_without_a_plan_is_found_within_the_hour(make_brief, publish, reader, telegram):
    publish(make_brief("Patrols resume"))
    Chat.objects.update(digest_at=None)
    opening.look_for_unplanned.last = float("-inf")

    tasks.tick()

    assert "Patrols resume" in digests(telegram, reader)[0].text
