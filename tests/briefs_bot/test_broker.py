"""A broker that is away while editors work: they notice nothing, and the tick sends what was not queued."""

import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from threading import Thread

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from briefs_app.pages.models import BriefPage
from briefs_bot import tasks
from briefs_bot.delivery import broker
from briefs_bot.models import Broadcast, Delivery


class SilentServer:
    """A server that accepts connections and never answers, like a Redis or RabbitMQ that hangs."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.callers: list[socket.socket] = []
        self._thread = Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                self.callers.append(self._socket.accept()[0])
            except OSError:
                return

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
        for caller in self.callers:
            caller.close()


@pytest.fixture
def silent_broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SilentServer]:
    """Return a server that hangs, as a broker of the kind that the test names."""
    with closing(SilentServer()) as server:
        use_broker(monkeypatch, f"{request.param}://127.0.0.1:{server.port}")
        yield server


def use_broker(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Set nothing but the broker's URL, as a minimal host does."""
    monkeypatch.setitem(current_app.conf, "task_always_eager", False)
    monkeypatch.setitem(current_app.conf, "broker_transport_options", {})
    monkeypatch.setitem(current_app.conf, "broker_url", address)
    monkeypatch.setattr(broker, "cooldown", broker.Cooldown())
    monkeypatch.setattr(broker, "COOLDOWN_SECONDS", 3600)  # on a slow machine, too


def edit(brief, publish):
    brief.title = "Another title"
    publish(brief)


def withdraw(brief, publish):
    brief.unpublish()


def delete(brief, publish):
    brief.delete()


def restrict(brief, publish):
    PageViewRestriction.objects.create(page=brief, restriction_type=PageViewRestriction.LOGIN)


def move(brief, publish):
    brief.move(Page.get_first_root_node(), "last-child")


def publish_on_schedule(brief, publish):
    for draft in BriefPage.objects.filter(live=False):
        draft.go_live_at = timezone.now() - timedelta(hours=1)
        draft.save_revision(approved_go_live_at=draft.go_live_at)
    call_command("publish_scheduled")


def publish_many(brief, publish):
    with transaction.atomic():
        for draft in BriefPage.objects.filter(live=False):
            publish(draft)


@pytest.mark.parametrize(
    ("silent_broker", "act"),
    [
        ("redis", edit),
        ("amqp", edit),
        ("redis", withdraw),
        ("redis", delete),
        ("redis", restrict),
        ("redis", move),
        ("redis", publish_on_schedule),
        ("redis", publish_many),
    ],
    indirect=["silent_broker"],
)
def test_a_silent_broker_is_tried_once_however_much_is_published(
    silent_broker, act, make_brief, publish, subscriber, telegram, django_capture_on_commit_callbacks
):
    drafts = [make_brief(f"Tea {number}") for number in range(4)]

    brief = publish(drafts[0])
    with django_capture_on_commit_callbacks(execute=True):
        act(brief, publish)

    assert len(silent_broker.callers) == 1


def test_the_tick_sends_what_a_dead_broker_did_not_queue(
    monkeypatch, make_brief, publish, subscriber, telegram
):
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    use_broker(monkeypatch, f"redis://127.0.0.1:{port}")
    publish(make_brief("Tea"))
    assert Delivery.objects.count() == 0
    assert Broadcast.objects.count() == 1

    monkeypatch.setitem(current_app.conf, "task_always_eager", True)
    tasks.tick()

    assert Delivery.objects.get().status == Delivery.Status.SENT


def test_a_broker_that_is_back_is_used_again(monkeypatch, make_brief, publish, subscriber, settings):
    with closing(SilentServer()) as server:
        use_broker(monkeypatch, f"redis://127.0.0.1:{server.port}")
        publish(make_brief("Tea"))
        assert len(server.callers) == 1
    monkeypatch.setitem(current_app.conf, "broker_url", settings.REDIS_URL)
    broker.cooldown.end()

    publish(make_brief("Coffee"))

    with current_app.connection_for_read() as connection:
        assert connection.default_channel.client.llen("telegram") == 1
