"""A brief that was not announced in time, or on purpose, is announced by hand."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Site

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.sandbox import Fault


def announce(brief):
    call_command("broadcast", "announce", str(brief.pk))
    tasks.tick()


def received(telegram, person, title="Tea"):
    return sum(title in message.text for message in telegram.messages(person.id))


def a_day_passes():
    Broadcast.objects.update(created_at=timezone.now() - timedelta(hours=25))
    Delivery.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    tasks.tick()


def test_brief_published_without_notifying_is_sent_once(make_brief, publish, telegram, subscriber):
    brief = publish(make_brief("Tea", notify_subscribers=False))
    assert received(telegram, subscriber) == 0

    announce(brief)
    announce(brief)

    assert received(telegram, subscriber) == 1


def test_brief_that_became_public_by_being_moved_is_sent(make_brief, publish, telegram, subscriber):
    brief = publish(make_brief("Tea"))
    Delivery.objects.all().delete()
    Broadcast.objects.update(not_sent=Broadcast.NotSent.MOVED, addressed_at=None)

    announce(brief)

    assert received(telegram, subscriber) == 2


def test_chats_that_missed_the_brief_in_a_long_outage_get_it(make_brief, publish, telegram, crowd, says):
    last = crowd[-1]
    fault = telegram.faults.add(
        Fault(
            "refuse",
            chat_id=last.id,
            error_code=500,
            description="Internal Server Error: restart",
            times=None,
        )
    )
    brief = publish(make_brief("Tea"))
    a_day_passes()
    assert Delivery.objects.get(status="expired").chat.telegram_id == last.id
    telegram.faults.remove(fault)

    announce(brief)

    assert [received(telegram, person) for person in crowd] == [1] * 40


def test_cancelled_broadcast_is_taken_up_again(make_brief, publish, telegram, crowd):
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()
    call_command("broadcast", "cancel", str(broadcast.pk))
    tasks.tick()
    assert received(telegram, crowd[0]) == 0

    call_command("broadcast", "announce", str(broadcast.brief_id))
    tasks.tick()

    assert [received(telegram, person) for person in crowd] == [1] * 40


def test_refusals_say_what_to_do(make_brief, publish, telegram, subscriber):
    brief = make_brief("Tea")
    with pytest.raises(CommandError, match="shows a brief"):
        announce(brief)
    brief = publish(brief)
    Broadcast.objects.get().pause("Paused by hand.")
    with pytest.raises(CommandError, match="broadcast resume"):
        announce(brief)
    brief.unpublish()
    publish(brief)
    with pytest.raises(CommandError, match="still being taken back"):
        announce(brief)


@pytest.fixture
def renamed_site(index, settings):
    """Put the bot's token under a host name that the site had before; return the site."""
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {"old.example.org": settings.BRIEFS_TELEGRAM_BOT_TOKEN}
    settings.BRIEFS_TELEGRAM_BOT_TOKEN = ""
    return Site.objects.get()


def test_renaming_a_site_warns_that_its_bot_is_silent(renamed_site, admin_client, client, django_user_model):
    warning = "No site has the host name “old.example.org” any more, so its bot is silent."
    assert warning in admin_client.get("/admin/").content.decode()
    editor = django_user_model.objects.create_user("erika")
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    assert warning not in client.get("/admin/").content.decode()

    Site.objects.update(hostname="old.example.org")
    assert warning not in admin_client.get("/admin/").content.decode()


def test_brief_of_a_silent_bot_is_announced_when_the_name_fits(
    subscriber, renamed_site, make_brief, publish, telegram
):
    brief = publish(make_brief("Tea"))
    a_day_passes()
    Site.objects.update(hostname="old.example.org")
    tasks.tick()
    assert received(telegram, subscriber) == 0

    announce(brief)

    assert received(telegram, subscriber) == 1
