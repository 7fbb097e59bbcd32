"""Editors pause, cancel, withdraw and repeat broadcasts whose briefs come, or came, with a digest."""

from datetime import timedelta

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import Page

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat, Delivery
from briefs_bot.operations import troubles
from briefs_bot.sandbox import Fault
from tests.briefs_bot.digests.conftest import amend, digests, send_digests


def test_a_paused_brief_waits_for_a_later_digest(make_brief, publish, reader, telegram):
    publish(make_brief("Doubtful"))
    publish(make_brief("Certain"))
    doubtful = Broadcast.objects.get(title="Doubtful")
    call_command("broadcast", "pause", doubtful.pk)

    send_digests()
    call_command("broadcast", "resume", doubtful.pk)
    send_digests()

    first, second = (message.text for message in digests(telegram, reader))
    assert "Doubtful" not in first
    assert "Doubtful" in second
    assert "Certain" not in second


def test_a_brief_that_is_paused_after_its_digest_was_opened_waits(make_brief, publish, reader, telegram):
    publish(make_brief("Doubtful"))
    publish(make_brief("Certain"))
    telegram.faults.add(Fault("unreachable", method="sendMessage", times=None))
    send_digests()
    telegram.faults.clear()
    doubtful = Broadcast.objects.get(title="Doubtful")
    call_command("broadcast", "pause", doubtful.pk)

    Delivery.objects.update(not_before=timezone.now())
    tasks.tick()
    call_command("broadcast", "resume", doubtful.pk)
    send_digests()

    first, second = (message.text for message in digests(telegram, reader))
    assert "Doubtful" not in first
    assert "Doubtful" in second


def test_paused_briefs_alone_open_no_digest(make_brief, publish, reader, telegram):
    publish(make_brief("Doubtful"))
    call_command("broadcast", "pause", Broadcast.objects.get().pk)
    Chat.objects.get().prefer(frequency="instant")

    send_digests()
    send_digests()
    assert not Broadcast.objects.filter(kind="digest").exists()

    call_command("broadcast", "resume", Broadcast.objects.get().pk)
    send_digests()
    assert "Doubtful" in telegram.messages(reader.id)[-1].text


def test_a_digest_that_telegram_refused_is_sent_once_it_is_resumed(make_brief, publish, reader, telegram):
    publish(make_brief("Patrols resume"))
    telegram.faults.add(Fault("refuse", method="sendMessage", description="Bad Request: no"))
    send_digests()
    digest = Broadcast.objects.get(kind="digest")
    assert digest.paused_at

    call_command("broadcast", "resume", digest.pk)
    tasks.tick()

    assert "Patrols resume" in digests(telegram, reader)[0].text
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


def test_a_withdrawn_brief_that_is_sent_again_is_in_its_digest_again(
    make_brief, publish, reader, telegram, django_capture_on_commit_callbacks
):
    brief = publish(make_brief("Back"))
    publish(make_brief("Stays"))
    send_digests()
    brief.unpublish()
    amend()
    assert "Back" not in digests(telegram, reader)[0].text

    page = Page.objects.get(pk=brief.pk).specific
    publish(page)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("broadcast", "announce", brief.pk)
    amend()
    send_digests()

    said = " ".join(message.text for message in digests(telegram, reader))
    assert said.count("Back") == 1


def test_a_withdrawn_brief_whose_digest_was_deleted_comes_again(
    make_brief, publish, reader, telegram, django_capture_on_commit_callbacks
):
    brief = publish(make_brief("Back"))
    send_digests()
    brief.unpublish()
    amend()
    assert not digests(telegram, reader)

    publish(Page.objects.get(pk=brief.pk).specific)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("broadcast", "announce", brief.pk)
    amend()
    send_digests()

    (message,) = digests(telegram, reader)
    assert "Back" in message.text


def test_editors_cancel_what_waits_for_a_digest(
    make_brief, publish, reader, telegram, admin_client, django_capture_on_commit_callbacks
):
    publish(make_brief("Patrols resume"))
    tasks.tick()
    broadcast = Broadcast.objects.get()
    report = admin_client.get(reverse("briefs_bot_report", args=[broadcast.pk])).content.decode()
    address = reverse("briefs_bot_cancel", args=[broadcast.pk])
    assert address in report

    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(address)
    send_digests()

    assert not digests(telegram, reader)
    assert Delivery.objects.get().status == "cancelled"


def test_editors_are_asked_before_they_withdraw_a_brief_that_a_digest_told_of(
    make_brief, publish, reader, admin_client
):
    brief = publish(make_brief("Patrols resume"))
    send_digests()
    tasks.tick()

    page = admin_client.post(reverse("wagtailadmin_pages:unpublish", args=[brief.pk])).content.decode()

    assert "1 digest on Telegram leaves it out, and is deleted where it tells of nothing else." in page
    assert "1 message on Telegram" not in page


def test_a_digest_of_which_nothing_is_left_says_so(make_brief, publish, reader, telegram, energy):
    publish(make_brief("Dams fill", topic=energy))
    telegram.faults.add(Fault("unreachable", method="sendMessage", times=None))
    send_digests()
    telegram.faults.clear()
    Chat.objects.get().unfollow(energy.translation_key)

    Delivery.objects.update(not_before=timezone.now())
    tasks.tick()

    assert Delivery.objects.get(broadcast__kind="digest").reason == "No brief was left to tell of."
    assert Delivery.objects.get(broadcast__kind="new").reason == "The chat no longer follows the topic."


def test_the_command_says_that_a_brief_which_waits_for_a_digest_is_going(make_brief, publish, reader, capsys):
    publish(make_brief("Patrols resume"))
    Chat.objects.get().prefer(frequency="weekly")
    tasks.tick()
    capsys.readouterr()

    with travel(timezone.now() + timedelta(days=3)):
        call_command("broadcast", "show", Broadcast.objects.get().pk)

    assert "state         going" in capsys.readouterr().out


def test_a_digest_that_paused_itself_is_told_of_as_such(make_brief, publish, reader, telegram):
    publish(make_brief("Patrols resume"))
    telegram.faults.add(Fault("refuse", method="sendMessage", description="Bad Request: no"))
    send_digests()
    texts = [trouble.text for trouble in troubles.find()[0]]

    assert any("press Resume in its report" in text for text in texts)
