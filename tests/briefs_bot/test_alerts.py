"""Administrators are told of trouble once, and once when it is over."""

import smtplib
from threading import Event, Thread

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from redis import Redis

from briefs_bot import tasks
from briefs_bot.models import Alert, Broadcast, Chat, Previewer
from briefs_bot.operations import alerts, health
from briefs_bot.sandbox import Fault
from briefs_bot.telegram import reasons


@pytest.fixture(autouse=True)
def to_whom(settings):
    settings.BRIEFS_TELEGRAM_ALERT_EMAILS = ["desk@example.org"]


@pytest.fixture
def told():
    """Return the subjects of the mails of the next ticks."""

    def told(ticks=3):
        mail.outbox.clear()
        for _ in range(ticks):
            tasks.tick()
        return [message.subject for message in mail.outbox]

    return told


@pytest.fixture
def broken_channel(telegram, bot_reads, index):
    telegram.add_channel("Daily briefs", owner=telegram.add_user("Anna"))
    bot_reads()
    chat = Chat.objects.get(kind="channel")
    chat.mark_broken("The bot may not write there; an administrator of the chat can allow it.")
    return chat


def test_a_broken_channel_is_told_once_and_once_when_it_is_mended(broken_channel, told):
    assert told() == ["A channel or group cannot be written to"]
    assert "“Daily briefs” gets no briefs: The bot may not write there" in Alert.objects.get().text

    broken_channel.mark_broken("")
    assert told() == ["Over: A channel or group cannot be written to"]
    assert not Alert.objects.exists()


def test_nobody_is_told_that_a_group_gets_no_briefs_where_only_its_forum_topic_is_lost(
    make_brief, publish, security, telegram, bot_reads, told
):
    forum = telegram.add_group("Forum", [telegram.add_user("Anna")], supergroup=True)
    news = telegram.add_topic(forum, "News")
    bot_reads()
    Chat.objects.get().follow(None)
    Chat.objects.update(thread_id=news)
    telegram.delete_topic(forum, news)

    publish(make_brief("Tea"))

    assert "Tea" in telegram.messages(forum)[-1].text
    assert Chat.objects.get().broken_reason == reasons.THREAD_LOST
    assert told() == []


def test_a_broadcast_that_paused_itself_is_told_but_not_one_that_a_person_paused(
    make_brief, publish, crowd, telegram, told
):
    telegram.faults.add(
        Fault("refuse", method="sendMessage", description="Bad Request: can't parse entities", times=1)
    )
    publish(make_brief("Tea"))
    assert told() == ["A broadcast paused itself"]

    Broadcast.objects.get().resume()
    assert told() == ["Over: A broadcast paused itself"]
    Broadcast.objects.get().pause("Paused by hand.")
    assert told() == []


def test_a_refused_token_is_told_until_it_is_taken_again(
    make_brief, publish, crowd, telegram, told, settings
):
    telegram.faults.add(Fault("refuse", error_code=401, description="Unauthorized", times=None))
    publish(make_brief("Tea"))
    assert told() == ["Telegram does not accept a bot's token"]

    telegram.faults.clear()
    Redis.from_url(settings.REDIS_URL).flushdb()
    assert told()[0] == "Over: Telegram does not accept a bot's token"


def test_the_bot_tells_when_no_worker_takes_tasks(index, told, monkeypatch):
    monkeypatch.setattr(health, "seconds_since_tick", lambda: 121.0)
    mail.outbox.clear()
    for _ in range(2):
        alerts.watch()
    assert [message.subject for message in mail.outbox] == ["No worker takes tasks"]

    monkeypatch.setattr(health, "seconds_since_tick", lambda: 3.0)
    assert told() == ["Over: No worker takes tasks"]


def test_what_the_mail_server_does_not_take_is_tried_again(broken_channel, told, settings, monkeypatch):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(alerts, "send_mail", refuse)
        assert told() == []
    assert told() == ["A channel or group cannot be written to"]


def test_administrators_with_a_linked_chat_are_told_there_and_others_are_not(
    broken_channel, telegram, subscriber, admin_user, told
):
    anna = Chat.objects.get(kind="private")
    row = Previewer.objects.create(user=admin_user, bot=1000, chat=anna)
    told()
    assert "“Daily briefs” gets no briefs" in telegram.messages(subscriber.id)[-1].text

    Alert.objects.all().delete()
    row.user.is_superuser = False
    row.user.save()
    before = len(telegram.messages(subscriber.id))
    told()
    assert len(telegram.messages(subscriber.id)) == before


def test_looking_for_trouble_costs_the_same_at_any_number_of_chats(
    index, django_assert_num_queries, broken_channel, told
):
    told()
    with django_assert_num_queries(7, exact=False):
        alerts.note()


class SlowServer(EmailBackend):
    """A mail server that takes a mail when it is allowed to."""

    is_asked, may_answer = Event(), Event()

    def send_messages(self, messages):
        self.is_asked.set()
        assert self.may_answer.wait(60)
        return super().send_messages(messages)


def tick_elsewhere():
    """Store a trouble, and tell of it, as another process does; leave nothing behind."""
    alert = Alert.objects.create(kind=Alert.Kind.QUEUE, text="No worker takes tasks.")
    try:
        with transaction.atomic():
            tasks.tell_of_trouble()
            transaction.set_rollback(True)
    finally:
        alert.delete()
        connection.close()


@pytest.mark.django_db
def test_two_ticks_at_once_tell_of_a_trouble_once(settings):
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("This database has one writer at a time.")
    settings.EMAIL_BACKEND = f"{__name__}.SlowServer"
    mail.outbox.clear()
    other = Thread(target=tick_elsewhere)
    other.start()
    assert SlowServer.is_asked.wait(60)
    assert Alert.objects.untold().exists()

    alerts.tell()

    assert not mail.outbox, "the other one is telling of it"
    SlowServer.may_answer.set()
    other.join()
    assert [message.subject for message in mail.outbox] == ["No worker takes tasks"]
