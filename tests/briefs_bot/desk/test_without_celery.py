"""A host without a worker: nothing is queued, and `send_due` sends what is due."""

import socket
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

import pytest
from celery import current_app
from django.core import mail
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend

from briefs_app.pages.models import BriefPage
from briefs_bot import doctor
from briefs_bot.delivery import broker
from briefs_bot.guard import asking
from briefs_bot.models import Broadcast, Chat
from briefs_bot.operations import alerts, health
from tests.admin import confirm


@pytest.fixture(autouse=True)
def _no_queue(settings, monkeypatch):
    settings.BRIEFS_TELEGRAM_QUEUE = "none"
    monkeypatch.setitem(current_app.conf, "task_always_eager", False)


@pytest.fixture
def send_due(capsys):
    """Run the command, and return its output."""

    def send_due(*arguments):
        call_command("send_due", *arguments)
        return capsys.readouterr().out

    return send_due


def got_it(telegram, person):
    return sum("Tea" in message.text for message in telegram.messages(person.id))


def test_what_an_editor_publishes_is_sent_by_the_command_once(
    admin_client, publish_form, crowd, telegram, send_due
):
    confirm(admin_client, publish_form())
    assert [got_it(telegram, person) for person in crowd] == [0] * 40

    assert send_due() == "Worked on 1 broadcasts; nothing more is due.\n"
    assert send_due() == "Worked on 0 broadcasts; nothing more is due.\n"

    assert [got_it(telegram, person) for person in crowd] == [1] * 40


def test_publishing_asks_no_broker(admin_client, publish_form, crowd, monkeypatch, caplog):
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        monkeypatch.setitem(current_app.conf, "broker_url", f"redis://127.0.0.1:{silent.getsockname()[1]}")
        silent.setblocking(False)

        confirm(admin_client, publish_form())

        with pytest.raises(BlockingIOError):
            silent.accept()
    assert Broadcast.objects.exists()
    assert "broker_unavailable" not in caplog.text


def test_digests_are_sent_when_they_are_due(admin_client, publish_form, subscriber, telegram, send_due):
    Chat.objects.get().prefer(frequency="daily")
    confirm(admin_client, publish_form())
    send_due()
    assert not got_it(telegram, subscriber)

    Chat.objects.update(digest_at=timezone.now() - timedelta(minutes=1))
    send_due()

    assert got_it(telegram, subscriber) == 1


def test_edits_reach_what_was_sent(admin_client, publish_form, publish, subscriber, telegram, send_due):
    confirm(admin_client, publish_form())
    send_due()
    brief = BriefPage.objects.get()
    brief.title = "Coffee"
    publish(brief)
    Broadcast.objects.update(amend_after=timezone.now())

    send_due()

    assert "Coffee" in telegram.messages(subscriber.id)[-1].text


def test_when_time_is_up_the_command_says_that_more_is_due(
    admin_client, publish_form, crowd, telegram, send_due
):
    confirm(admin_client, publish_form())

    assert send_due("--seconds", "0") == "Worked on 0 broadcasts; time is up, more is due.\n"


def test_a_site_without_a_bot_makes_the_command_fail(db, settings):
    settings.BRIEFS_TELEGRAM_BOT_TOKEN = ""

    with pytest.raises(CommandError, match="No site has a bot"):
        call_command("send_due")


def test_a_copy_says_why_it_sends_nothing(
    admin_client, publish_form, subscriber, telegram, send_due, settings
):
    send_due()
    confirm(admin_client, publish_form())
    settings.WAGTAILADMIN_BASE_URL = "https://staging.example.org"
    asking.memory.forget()

    with pytest.raises(CommandError, match=r"it may be a copy. Nothing is sent until"):
        send_due()

    assert not got_it(telegram, subscriber)


def test_who_watches_is_told_of_the_command_and_not_of_celery(client, index, send_due, settings, monkeypatch):
    settings.BRIEFS_TELEGRAM_ALERT_EMAILS = ["desk@example.org"]
    never = client.get("/health/ready").content.decode()
    with pytest.raises(CommandError, match=r"There was no tick yet: `manage.py send_due` does not run"):
        call_command("telegram_health")
    send_due()
    ran = client.get("/health/ready").content.decode()
    monkeypatch.setattr(health, "seconds_since_tick", lambda: 121.0)
    alerts.watch()
    stopped = client.get("/health/ready").content.decode()

    assert "“manage.py send_due” has never run." in never
    assert "“manage.py send_due” ran 0 seconds ago." in ran
    assert "Run “manage.py send_due” each minute" in stopped
    assert [message.subject for message in mail.outbox] == ["“manage.py send_due” does not run"]
    assert not any(word in text for text in (never, ran, stopped) for word in ("Celery", "worker"))


def test_the_doctor_does_not_ask_a_broker_that_nobody_uses(index, monkeypatch):
    monkeypatch.setitem(current_app.conf, "broker_url", "redis://127.0.0.1:1")

    assert "broker" not in {each.name for each in doctor.diagnose()}


class Queue(BaseTaskBackend):
    """Keeps what is put into it, until a test takes it out; or fails."""

    put: ClassVar[list[Any]] = []
    fails: ClassVar[bool] = False

    def enqueue(self, task, args, kwargs):
        if not task.module_path.startswith("briefs_bot"):
            return  # Wagtail's own
        if self.fails:
            raise OSError("no queue")
        self.put.append(partial(task.call, *args, **kwargs))


@pytest.fixture
def queue(settings, monkeypatch):
    settings.BRIEFS_TELEGRAM_QUEUE = "django_tasks"
    settings.TASKS = {"default": {"BACKEND": f"{__name__}.Queue"}}
    monkeypatch.setattr(Queue, "put", [])
    monkeypatch.setattr(broker, "cooldown", broker.Cooldown())
    return Queue


def test_django_tasks_may_send_at_once(
    admin_client, publish_form, crowd, telegram, queue, send_due, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, publish_form())
    [task] = queue.put

    task()

    assert [got_it(telegram, person) for person in crowd] == [1] * 40
    assert send_due() == "Worked on 0 broadcasts; nothing more is due.\n"


def test_a_queue_of_django_tasks_that_fails_is_noticed_by_nobody_who_publishes(
    admin_client,
    publish_form,
    subscriber,
    telegram,
    queue,
    send_due,
    monkeypatch,
    caplog,
    django_capture_on_commit_callbacks,
):
    monkeypatch.setattr(queue, "fails", True)

    with django_capture_on_commit_callbacks(execute=True):
        confirm(admin_client, publish_form())
    assert BriefPage.objects.get().live
    assert "broker_unavailable" in caplog.text
    send_due()

    assert got_it(telegram, subscriber) == 1


def test_a_backend_without_a_worker_is_told(queue, settings):
    def told():
        return [each.id for each in run_checks(tags=["briefs_bot"])]

    assert "briefs_bot.W010" not in told()
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    assert "briefs_bot.W010" in told()
