"""Prometheus reads what becomes of broadcasts and updates, and nobody else does."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat, IncomingUpdate
from briefs_bot.operations import health
from briefs_bot.operations.metrics import BriefsCollector
from briefs_bot.sandbox import Fault
from tests.docs.pages import column

TOKEN = "a-token-for-prometheus"


@pytest.fixture
def read(settings, client):
    """Return a function that reads all metrics: the number by name and labels."""
    settings.BRIEFS_TELEGRAM_METRICS_TOKEN = TOKEN

    def read():
        answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(answer.content.decode())
            for sample in family.samples
        }

    return read


def test_a_broadcast_is_counted_by_outcome(make_brief, publish, crowd, telegram, read):
    blocked = "Forbidden: bot was blocked by the user"
    telegram.faults.add(Fault("refuse", chat_id=crowd[5].id, error_code=403, description=blocked))
    publish(make_brief("Tea"))
    tasks.tick()

    found = read()

    assert found["briefs_deliveries", "sent"] == 39
    assert found["briefs_deliveries", "gone"] == 1
    assert found["briefs_deliveries_by_reason", "The person blocked the bot.", "gone"] == 1
    assert found["briefs_broadcasts", "under_way"] == 0
    assert found["briefs_queue_age_seconds", "1000"] == 0
    assert found["briefs_tick_age_seconds",] < 60
    assert found["briefs_chats", "1000", "private"] == 39
    assert (found["briefs_up", "database"], found["briefs_up", "redis"]) == (1, 1)


def test_reasons_that_telegram_invents_are_counted_together(index, read):
    kept = {"rejected": 3, "reasons": {"rejected": {"Odd one.": 1, "Odd two.": 2}}}
    Broadcast.objects.create(title="Tea", bot=1000, counts=kept, addressed_at=timezone.now())

    assert read()["briefs_deliveries_by_reason", "other", "rejected"] == 3


def test_paused_broadcasts_are_told_by_who_paused_them(index, read):
    now = timezone.now()
    for number, by_itself in enumerate((True, False, False)):
        Broadcast.objects.create(title="Tea", note=str(number), paused_at=now, paused_itself=by_itself)

    found = read()

    assert found["briefs_broadcasts", "paused"] == 2
    assert found["briefs_broadcasts", "paused_itself"] == 1


def test_refusals_for_speed_are_counted(make_brief, publish, crowd, telegram, read):
    telegram.faults.add(Fault("flood", method="sendMessage", retry_after=1, times=1))
    publish(make_brief("Tea"))

    found = read()

    assert found["briefs_telegram_429_total", "1000"] == 1
    assert found["briefs_tripped", "1000"] == 0


def test_a_bot_whose_token_is_refused_is_tripped(make_brief, publish, crowd, telegram, read):
    telegram.faults.add(Fault("refuse", error_code=401, description="Unauthorized", times=None))
    publish(make_brief("Tea"))

    assert read()["briefs_tripped", "1000"] == 1


def test_updates_tell_how_long_people_wait(index, read):
    now = timezone.now()
    for number, (received, handled) in enumerate([(300, None), (60, None), (9, 8), (12, 10), (30, 27)]):
        at = now - timedelta(seconds=received)
        done = handled and now - timedelta(seconds=handled)
        IncomingUpdate.objects.create(bot=1000, update_id=number, chat_id=1, received_at=at, handled_at=done)

    found = read()

    assert found["briefs_updates_waiting", "1000"] == 2
    assert 300 <= found["briefs_updates_age_seconds", "1000"] < 360
    assert found["briefs_updates_handled", "1000"] == 3
    assert found["briefs_answer_seconds", "1000", "50"] == pytest.approx(2)
    assert 2 < found["briefs_answer_seconds", "1000", "95"] <= 3


def test_deliveries_are_never_counted_row_by_row(make_brief, publish, crowd, read):
    publish(make_brief("Tea"))

    with CaptureQueriesContext(connection) as asked:
        read()

    counted = [query["sql"] for query in asked if "COUNT(" in query["sql"]]
    assert counted
    assert not [sql for sql in counted if "briefs_bot_delivery" in sql]
    assert len(asked) < 20


def test_each_metric_is_told_in_the_docs(index, settings):
    health.record_tick()

    found = {family.name: family.type for family in BriefsCollector().collect()}

    told = column("how-to/watch-it.md", "Which metrics are there?")
    assert sorted(told) == sorted(
        f"{name}_total" if kind == "counter" else name for name, kind in found.items()
    )


def test_while_redis_is_away_the_ledger_is_told(index, read, settings):
    settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:1/0"

    found = read()

    assert found["briefs_up", "redis"] == 0
    assert found["briefs_deliveries", "sent"] == 0
    assert ("briefs_tick_age_seconds",) not in found


def test_while_the_database_is_away_redis_is_told(index, read):
    tasks.tick()

    def away(*args):
        raise OperationalError("server closed the connection")

    with connection.execute_wrapper(away):
        found = read()

    assert found["briefs_up", "database"] == 0
    assert ("briefs_deliveries", "sent") not in found
    assert found["briefs_tick_age_seconds",] < 60


@pytest.mark.parametrize("given", [None, "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}é"])
def test_who_does_not_know_the_token_gets_nothing(db, client, settings, given):
    settings.BRIEFS_TELEGRAM_METRICS_TOKEN = TOKEN

    answer = client.get("/metrics", headers={"authorization": given} if given else {})

    assert answer.status_code == 401
    assert answer.content == b""


@pytest.mark.parametrize(
    ("debug", "address", "headers", "status"),
    [
        (False, "127.0.0.1", {}, 404),
        (False, "10.0.0.1", {}, 404),
        (True, "127.0.0.1", {}, 200),
        (True, "::1", {}, 200),
        (True, "10.0.0.1", {}, 404),
        (True, "", {}, 404),
        (True, "127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 404),
        (True, "127.0.0.1", {"via": "1.1 proxy"}, 404),
    ],
)
def test_without_a_token_only_local_work_sees_them(index, settings, debug, address, headers, status):
    settings.DEBUG = debug

    answer = Client(REMOTE_ADDR=address).get("/metrics", headers=headers)

    assert answer.status_code == status


@pytest.mark.parametrize("token", ["short", "with a space in it", None, 7])
def test_a_token_that_is_easy_to_guess_is_an_error(settings, token):
    settings.BRIEFS_TELEGRAM_METRICS_TOKEN = token

    with pytest.raises(Exception, match="E011"):
        call_command("check", "--tag", "briefs_bot")


def test_a_channel_is_a_kind_of_its_own(index, read):
    Chat.objects.create(bot=1000, telegram_id=-5, kind="channel")
    Chat.objects.create(bot=1000, telegram_id=-6, kind="channel", is_active=False)

    assert read()["briefs_chats", "1000", "channel"] == 1
