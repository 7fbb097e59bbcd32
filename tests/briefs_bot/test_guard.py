"""A copy of the database, or a restored older one, sends nothing to anybody until somebody takes it over."""

import json
import logging
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from redis import Redis

from briefs_bot import tasks
from briefs_bot.guard import asking
from briefs_bot.models import Broadcast, Chat, Delivery, IncomingUpdate, Installation, Previewer

ORIGINAL, COPY = "https://briefs.example.org", "https://staging.example.org"


def texts(telegram, person):
    return [message.text for message in telegram.messages(person.id)]


@pytest.fixture
def runs(settings, django_capture_on_commit_callbacks):
    """Return a function by which a new process at this address, on this machine, runs a tick."""

    def runs(address=ORIGINAL, machine="one"):
        settings.WAGTAILADMIN_BASE_URL, settings.BRIEFS_TELEGRAM_MACHINE = address, machine
        asking.memory.forget()
        with django_capture_on_commit_callbacks(execute=True):
            tasks.tick()

    return runs


@pytest.fixture
def redis():
    return Redis.from_url(django_settings.REDIS_URL)


@pytest.fixture
def backup(tmp_path):
    """Return two functions: one dumps the tables of the bot, the other restores them."""
    file = tmp_path / "backup.json"

    def dump():
        call_command("dumpdata", "briefs_bot", output=str(file), verbosity=0)

    def restore():
        for model in (Delivery, Broadcast, IncomingUpdate, Previewer, Chat, Installation):
            model.objects.all().delete()
        call_command("loaddata", str(file), verbosity=0)

    return dump, restore


@pytest.fixture
def pending(runs, make_brief, subscriber):
    """An installation that has sent before, and has a broadcast that nobody has sent yet."""
    runs()
    make_brief("Tea").save_revision().publish()
    return Broadcast.objects.get()


def test_a_first_installation_sends_without_any_step(runs, pending, telegram, subscriber, redis):
    runs()

    assert "Tea" in texts(telegram, subscriber)[-1]
    record = json.loads(redis.get("{briefs:1000}:installation"))
    assert record["address"] == "briefs.example.org"
    assert record["epoch"] == Installation.objects.get().epoch > 1


def test_a_copy_at_another_address_with_its_own_redis_sends_nothing(
    runs, pending, telegram, subscriber, redis, backup, caplog
):
    dump, restore = backup
    dump()
    restore()
    redis.flushdb()
    before = texts(telegram, subscriber)

    runs(COPY, "two")
    call_command("broadcast", "list")

    assert texts(telegram, subscriber) == before
    assert Delivery.objects.count() == 0
    said = "installation_silent reason=moved known='briefs.example.org' here='staging.example.org'"
    assert said in caplog.text


def test_a_copy_that_is_taken_over_sends_once_somebody_resumes_what_was_pending(
    runs, pending, telegram, subscriber, redis, capsys
):
    redis.flushdb()
    runs(COPY, "two")

    call_command("broadcast", "adopt")
    said = capsys.readouterr().out
    assert "This installation sends from now on" in said
    assert f"broadcast resume {pending.pk}" in said
    runs(COPY, "two")
    assert not any("Tea" in text for text in texts(telegram, subscriber))

    call_command("broadcast", "resume", str(pending.pk))
    runs(COPY, "two")
    assert sum("Tea" in text for text in texts(telegram, subscriber)) == 1


def test_a_copy_with_the_same_redis_leaves_the_original_alone_until_it_takes_over(
    runs, pending, telegram, subscriber
):
    copied = Installation.objects.get()
    runs(COPY, "two")
    assert Installation.objects.get().epoch == copied.epoch
    call_command("broadcast", "adopt")
    adopted = Installation.objects.get()
    Broadcast.objects.get().resume()

    # The original, whose row is as it was.
    copied.save()
    runs()
    assert not any("Tea" in text for text in texts(telegram, subscriber))

    adopted.save()
    runs(COPY, "two")
    assert sum("Tea" in text for text in texts(telegram, subscriber)) == 1


def test_a_restored_older_database_sends_nothing_twice(
    runs, pending, telegram, subscriber, backup, redis, caplog
):
    dump, restore = backup
    dump()
    runs()
    assert sum("Tea" in text for text in texts(telegram, subscriber)) == 1

    restore()
    assert Delivery.objects.count() == 0
    runs()

    assert sum("Tea" in text for text in texts(telegram, subscriber)) == 1
    assert "installation_silent reason=older" in caplog.text
    call_command("broadcast", "adopt")
    runs()
    assert sum("Tea" in text for text in texts(telegram, subscriber)) == 1
    assert Broadcast.objects.get().paused_reason.startswith("It was pending when this installation was taken")


def test_a_digest_that_was_due_since_the_backup_is_held_too(runs, subscriber, telegram, make_brief, backup):
    dump, restore = backup
    Chat.objects.update(frequency="daily")
    make_brief("Tea").save_revision().publish()
    runs()
    assert Delivery.objects.get().status == "held"
    Chat.objects.update(digest_at=timezone.now())
    dump()
    runs()
    assert sum("Tea" in text for text in texts(telegram, subscriber)) == 1

    restore()
    runs()
    call_command("broadcast", "adopt")
    runs()
    assert sum("Tea" in text for text in texts(telegram, subscriber)) == 1

    call_command("broadcast", "resume", str(Broadcast.objects.get(kind="digest").pk))
    runs()
    assert sum("Tea" in text for text in texts(telegram, subscriber)) == 2


def test_an_emptied_redis_silences_nobody(runs, pending, telegram, subscriber, redis):
    redis.flushdb()

    runs()

    assert "Tea" in texts(telegram, subscriber)[-1]
    assert redis.get("{briefs:1000}:installation")


def test_a_copy_with_the_same_address_on_another_machine_with_another_redis_sends_nothing(
    runs, pending, telegram, subscriber, redis, caplog
):
    redis.flushdb()

    runs(machine="two")

    assert not any("Tea" in text for text in texts(telegram, subscriber))
    assert "installation_silent reason=machine known='one' here='two'" in caplog.text


def test_further_machines_with_the_same_redis_send(runs, pending, telegram, subscriber):
    runs(machine="two")

    assert "Tea" in texts(telegram, subscriber)[-1]


def test_a_new_database_does_not_silence_another_installation(runs, pending, telegram, subscriber, caplog):
    Installation.objects.all().delete()

    runs(COPY, "two")

    assert not any("Tea" in text for text in texts(telegram, subscriber))
    assert "installation_silent reason=other" in caplog.text


def test_a_new_database_in_the_place_of_a_lost_one_sends(runs, pending, telegram, subscriber):
    Installation.objects.all().delete()

    # Redis is told at the end of each.
    runs()
    runs()

    assert "Tea" in texts(telegram, subscriber)[-1]


def test_local_addresses_are_one_whatever_their_port(runs, pending, telegram, subscriber, redis):
    Installation.objects.update(address="localhost")
    redis.flushdb()

    runs("http://127.0.0.1:9000")

    assert "Tea" in texts(telegram, subscriber)[-1]


def test_messages_that_were_sent_are_neither_edited_nor_deleted_by_a_copy(
    runs, pending, telegram, subscriber, make_brief
):
    runs()
    brief = type(make_brief()).objects.get(title="Tea")
    runs(COPY, "two")
    before = len(telegram.calls)

    brief.title = "Coffee"
    brief.save_revision().publish()
    Broadcast.objects.update(amend_after=timezone.now() - timedelta(seconds=1))
    runs(COPY, "two")
    brief.unpublish()
    runs(COPY, "two")
    tasks.broadcast(Broadcast.objects.get().pk)

    assert len(telegram.calls) == before
    assert "Tea" in texts(telegram, subscriber)[-1]


def test_what_is_published_on_a_copy_is_held(runs, pending, telegram, subscriber, make_brief, publish):
    runs(COPY, "two")
    publish(make_brief("Coffee"))
    runs(COPY, "two")

    assert not any("Coffee" in text for text in texts(telegram, subscriber))


def test_a_copy_reads_no_updates_and_goes_on_when_it_is_taken_over(
    runs, pending, telegram, subscriber, while_the_bot_runs
):
    runs(COPY, "two")
    telegram.write(subscriber.id, "/help")
    before = len(telegram.calls)
    silent = []

    def looks():
        silent.append(len(telegram.calls))
        return len(silent) > 20

    def takes_over():
        call_command("broadcast", "adopt")
        return True

    while_the_bot_runs(looks, takes_over, lambda: texts(telegram, subscriber)[-1] != "/help")

    assert set(silent) == {before}


def test_a_bot_that_runs_falls_silent_when_another_installation_takes_over(
    runs, subscriber, telegram, redis, while_the_bot_runs, caplog
):
    caplog.set_level(logging.INFO, "briefs_bot")
    runs()

    def is_overtaken():
        record = {"mark": "other", "epoch": 1, "address": "a", "machine": "b"}
        redis.set("{briefs:1000}:installation", json.dumps(record))
        asking.memory.forget()
        return True

    while_the_bot_runs(
        lambda: "bot_started" in caplog.text, is_overtaken, lambda: "bot_stopped" in caplog.text
    )


def test_administrators_are_told_by_mail_alone(runs, pending, settings, admin_user, telegram, subscriber):
    settings.BRIEFS_TELEGRAM_ALERT_EMAILS = ["desk@example.org"]
    Previewer.objects.create(user=admin_user, bot=1000, chat=Chat.objects.get())
    before = len(telegram.calls)

    runs(COPY, "two")
    call_command("broadcast", "adopt")
    runs(COPY, "two")

    assert [message.subject for message in mail.outbox] == [
        "This installation sends nothing",
        "Over: This installation sends nothing",
    ]
    assert "sent its last messages from briefs.example.org" in mail.outbox[0].body
    assert "broadcast adopt" in mail.outbox[0].body
    sent = [call for call in telegram.calls[before:] if call.method == "sendMessage"]
    assert len(sent) == 1


def test_the_admin_says_why_and_lets_an_administrator_take_over(
    runs, pending, telegram, subscriber, admin_client
):
    runs(COPY, "two")
    listing = reverse("briefs_bot_broadcast_modeladmin_index")
    home = admin_client.get("/admin/").content.decode()
    assert "Nothing is sent to Telegram" in home
    assert "sent its last messages from briefs.example.org, and here is staging.example.org" in home
    assert "Held: this installation sends nothing" in admin_client.get(listing).content.decode()

    assert (
        "people would get everything twice" in admin_client.get(reverse("briefs_bot_adopt")).content.decode()
    )
    answer = admin_client.post(reverse("briefs_bot_adopt"), follow=True).content.decode()

    assert "This installation sends from now on" in answer
    assert "Nothing is sent to Telegram" not in answer
    assert "Paused before it was sent (It was pending when this installation was taken over" in answer
    history = admin_client.get("/admin/reports/site-history/").content.decode()
    assert "Take over" in history


def test_who_may_not_change_sites_reads_why_and_cannot_take_over(runs, pending, client, django_user_model):
    call_command("create_newsroom_groups", verbosity=0)
    from django.contrib.auth.models import Group

    moderator = django_user_model.objects.create_user("moderator")
    moderator.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(moderator)
    runs(COPY, "two")

    home = client.get("/admin/").content.decode()
    client.post(reverse("briefs_bot_adopt"))

    assert "Nothing is sent to Telegram" in home
    assert reverse("briefs_bot_adopt") not in home
    assert Installation.objects.get().adopted_at is None


def test_there_is_nothing_to_take_over_where_nothing_is_wrong(runs, pending):
    with pytest.raises(CommandError, match="Nothing keeps this installation from sending"):
        call_command("broadcast", "adopt")
    assert Broadcast.objects.get().paused_at is None


def test_taking_over_needs_redis(runs, pending, settings):
    runs(COPY, "two")
    settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:1/0"

    with pytest.raises(CommandError, match="Redis does not answer"):
        call_command("broadcast", "adopt")


def test_an_original_sends_also_while_redis_is_away(runs, pending, telegram, subscriber, settings):
    settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:1/0"

    runs()

    assert "Tea" in texts(telegram, subscriber)[-1]


def test_further_machines_that_sent_before_go_on_while_redis_is_away(
    runs, pending, telegram, subscriber, settings
):
    Installation.objects.update(machine="another")
    settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:1/0"

    tasks.tick()

    assert "Tea" in texts(telegram, subscriber)[-1]


def test_a_test_of_a_draft_is_not_sent_from_a_copy(
    runs, pending, telegram, subscriber, admin_client, admin_user, make_brief
):
    Previewer.objects.create(user=admin_user, bot=1000, chat=Chat.objects.get(), linked_at=timezone.now())
    runs(COPY, "two")
    before = len(telegram.calls)

    answer = admin_client.post(reverse("briefs_bot_test", args=[make_brief("Coffee").pk]), follow=True)

    assert "This installation sends nothing, as it may be a copy of another one." in answer.content.decode()
    assert len(telegram.calls) == before


@pytest.mark.parametrize("command", ["set_webhook", "drop_webhook"])
def test_a_copy_does_not_take_the_originals_webhook_away(runs, pending, telegram, settings, command):
    settings.BRIEFS_TELEGRAM_WEBHOOK_SECRET = "secret"
    runs(COPY, "two")
    before = len(telegram.calls)

    with pytest.raises(CommandError, match="it may be a copy"):
        call_command(command)

    assert len(telegram.calls) == before
