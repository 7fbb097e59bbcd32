"""Those who watch are told whether messages can be sent now, and what to do where they cannot."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError, connection
from django.test import AsyncClient
from django.utils import timezone
from redis import Redis

from briefs_bot import guard, tasks
from briefs_bot.delivery import addressing, broker
from briefs_bot.guard import asking
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.operations import health
from briefs_bot.operations.metrics import broadcasts
from briefs_bot.sandbox import Fault


@pytest.fixture
def ready(client, index):
    """Return the status of the answer, and what was found by name."""

    def ready():
        answer = client.get("/health/ready")
        return answer.status_code, {each["name"]: each for each in answer.json()["checks"]}

    return ready


@pytest.fixture
def waiting(make_brief, publish, crowd, monkeypatch):
    """Return deliveries that have been due for three minutes."""
    monkeypatch.setattr(broker, "enqueue", lambda *args, **options: True)
    publish(make_brief("Tea"))
    tasks.health.record_tick()
    Broadcast.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    return Broadcast.objects.all()


def stop_redis(settings):
    settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://user:secret@127.0.0.1:1/0"


def test_a_process_that_answers_is_alive_without_a_database_and_by_any_name(client, settings):
    settings.ALLOWED_HOSTS = ["briefs.example.org"]

    assert client.get("/health/", headers={"host": "10.0.0.7:8000"}).content == b"ok"
    assert async_to_sync(AsyncClient().get)("/health/").content == b"ok"


def test_a_page_that_is_called_health_stays_a_page(client, index):
    assert client.get("/topic/health/").status_code == 404


def test_all_is_ready_while_a_worker_takes_the_tick(ready):
    tasks.tick()

    status, found = ready()

    assert status == 200
    assert {each["level"] for each in found.values()} == {"ok"}
    assert set(found) == {"database", "redis", "tick", "installation", "queue"}


def test_without_a_tick_it_says_what_to_start(ready):
    status, found = ready()

    assert status == 503
    assert found["tick"]["found"] == "No worker has ever taken the tick."
    assert "Start Celery's beat" in found["tick"]["advice"]


def test_an_old_tick_is_an_error(ready, settings):
    tasks.tick()
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.pexpire(health._key(), health.KEPT - timedelta(seconds=150))

    status, found = ready()

    assert status == 503
    assert found["tick"]["found"].startswith("The last tick was 150")


def test_while_the_database_is_away_it_says_so_and_no_more(client, index):
    def away(*args):
        raise OperationalError("could not connect to postgres://user:secret@host")

    with connection.execute_wrapper(away):
        answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert "The database does not answer: OperationalError." in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_while_redis_is_away_it_says_so_once(ready, client, settings):
    stop_redis(settings)

    status, found = ready()

    assert status == 503
    assert found["redis"]["found"] == "Redis does not answer: ConnectionError."
    assert found["database"]["level"] == "ok"
    assert "secret" not in str(found)


def test_a_broadcast_that_nobody_addresses_is_an_error(waiting, ready):
    status, found = ready()

    assert status == 503
    assert "waits for 18" in found["queue"]["found"]
    assert "nothing sends it" in found["queue"]["found"]


def test_a_long_broadcast_is_no_error_while_a_worker_sends(waiting, ready):
    later = timezone.now() + timedelta(minutes=1)
    addressing.address(waiting.get())
    Delivery.objects.update(not_before=timezone.now() - timedelta(minutes=3))
    assert ready()[0] == 503

    Delivery.objects.filter(pk=Delivery.objects.first().pk).update(status="sending", lease_until=later)

    status, found = ready()
    assert status == 200
    assert found["queue"]["found"].endswith("others are being sent.")


@pytest.mark.parametrize("stop", ["pause", "cancel"])
def test_what_a_person_stopped_does_not_wait(waiting, ready, stop):
    broadcast = waiting.get()
    addressing.address(broadcast)
    Delivery.objects.update(not_before=timezone.now() - timedelta(minutes=3))

    broadcast.pause("Paused by hand.") if stop == "pause" else broadcast.cancel()

    assert ready()[0] == 200


def test_messages_that_wait_for_telegram_are_a_warning(make_brief, publish, crowd, telegram, ready):
    telegram.faults.add(Fault("refuse", error_code=401, description="Unauthorized", times=None))
    publish(make_brief("Tea"))
    tasks.tick()
    Delivery.objects.filter(status="pending").update(not_before=timezone.now() - timedelta(minutes=3))

    status, found = ready()

    assert status == 200
    assert found["queue"]["level"] == "warning"
    assert "held: token" in found["queue"]["found"]


def test_a_silent_copy_is_not_ready_and_says_how_it_would_send(waiting, ready, client, settings):
    guard.renew()
    settings.WAGTAILADMIN_BASE_URL = "https://staging.example.org"
    asking.memory.forget()

    status, found = ready()

    assert status == 503
    assert "from briefs.example.org, and here is staging.example.org" in found["installation"]["found"]
    assert "broadcast adopt" in found["installation"]["advice"]
    assert "queue" not in found
    metrics = {family.name: family for family in broadcasts.families()}
    assert metrics["briefs_silent"].samples[0].value == 1


def test_nobody_may_change_anything_there(client):
    assert [client.post(path).status_code for path in ("/health/", "/health/ready")] == [405, 405]
