"""Edits, corrections, withdrawals and schedules while things break: every chat ends up with the truth."""

import time

import pytest

from tests.system.conftest import wait_until
from tests.system.counting import (
    BEHIND,
    SERVICES,
    chats_that_are,
    count,
    finish,
    read,
    showing,
    start,
)

pytestmark = pytest.mark.timeout(300)
TEXT = "In short."
CORRECTION = "It was five."
BRIEF = """
import time
from django.db import transaction
from briefs_app.pages.models import BriefPage
brief = BriefPage.objects.get()
"""
EDIT = f"""{BRIEF}
vars(brief).update({{changes}})
brief.save_revision().publish()
"""
# As the admin deletes a page, and ATOMIC_REQUESTS does everything: more is saved before the commit.
SLOWLY = f"""{BRIEF}
with transaction.atomic():
    {{act}}
    time.sleep(1)
"""
SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage
soon = timezone.now() + timedelta(seconds=2)
brief = BriefPage(
    title="tea", slug="tea", summary="In short.", topic=Topic.objects.get(), live=False, go_live_at=soon
)
BriefIndexPage.objects.get().add_child(instance=brief)
brief.save_revision().publish()
assert not BriefPage.objects.get().live
"""
PUBLISH_SCHEDULED = """
import time
from django.core.management import call_command
time.sleep(max(0, {at} - time.time()))
call_command("publish_scheduled")
"""
TO_AMEND = f"SELECT count(*) FROM briefs_bot_delivery WHERE {BEHIND}"


def edit(stage, **changes):
    stage.shell(EDIT.format(changes=changes))


def edits_go_out(stage, chats):
    wait_until(lambda: stage.query(TO_AMEND)[0][0] > chats - 20, 30, "the edit in the ledger")
    wait_until(lambda: stage.query(TO_AMEND)[0][0] < chats - 20, 60, "the first edits")


def kill_and_start(stage, *names):
    for name in names:
        stage.kill(name)
        time.sleep(1)
        stage.start(name)


def everybody(stage):
    return {row[0] for row in stage.query("SELECT telegram_id FROM briefs_bot_chat")}


def test_an_edit_reaches_every_chat_though_workers_and_valkey_are_killed(stage):
    start(stage, 300)
    finish(stage, 60)
    edit(stage, title="coffee")
    edits_go_out(stage, 300)
    kill_and_start(stage, "worker1", "valkey", "worker2", "worker3")

    finish(stage, 120)

    assert showing(stage, "coffee") == dict.fromkeys(everybody(stage), 1)
    assert showing(stage, "tea") == {}
    assert count(stage, 300) == 0


def test_a_brief_withdrawn_on_its_way_stays_in_no_chat_that_is_known_to_have_it(stage):
    start(stage, 300, rate=8)  # slow enough to withdraw it in the middle
    stage.shell(f"{BRIEF}\nbrief.unpublish()")
    at_withdrawal = len(stage.sent())
    kill_and_start(stage, "worker1")

    finish(stage, 120)

    sent = {message["chat_id"] for message in stage.sent()}
    uncertain, cancelled = chats_that_are(stage, "uncertain"), chats_that_are(stage, "cancelled")
    left = showing(stage, TEXT).keys()
    print(
        f"sent {at_withdrawal}, then {len(sent) - at_withdrawal} more; {stage.states()}; left in {len(left)}"
    )
    assert left <= uncertain
    assert cancelled
    assert not cancelled & sent
    time.sleep(5)
    assert len(stage.sent()) == len(sent)


def test_a_correction_answers_nobody_twice_and_loses_nobody(stage):
    start(stage, 150)
    finish(stage, 60)
    sent = len(stage.sent())
    edit(stage, summary="The right figure is four.", correction_note=CORRECTION)
    wait_until(lambda: len(stage.sent()) > sent + 20, 30, "the first corrections")
    stage.fault(kind="bad_gateway", method=None, times=None)
    kill_and_start(stage, "worker1")
    time.sleep(3)
    stage.no_faults()

    finish(stage, 150)

    answered, uncertain = showing(stage, CORRECTION), chats_that_are(stage, "uncertain", "correction")
    missed = everybody(stage) - answered.keys()
    print(f"answered {len(answered)}, missed {len(missed)}, uncertain {len(uncertain)}; {stage.states()}")
    assert showing(stage, "The right figure is four.") == dict.fromkeys(everybody(stage), 1)
    assert set(answered.values()) == {1}
    assert missed <= uncertain
    assert all(answers_the_brief(shown) for chat, shown in read(stage).items() if chat in answered)
    assert stage.query("SELECT count(*) FROM briefs_bot_chat WHERE NOT is_active") == [(0,)]


def answers_the_brief(shown):
    brief, answer = shown[-2:]
    return answer["reply_to"] == brief["id"] and brief["edited"]


def test_a_schedule_run_by_two_processes_sends_once(stage):
    for name in SERVICES:
        stage.start(name)
    stage.crowd(50)
    stage.shell(SCHEDULE)
    publishers = [stage.open_shell(PUBLISH_SCHEDULED.format(at=time.time() + 2)) for _ in range(2)]
    ends = [stage.wait(publisher) for publisher in publishers]

    wait_until(lambda: stage.states().get("sent", 0) == 51, 120, "the brief everywhere")

    print(f"the two commands ended with {ends}")
    assert stage.query("SELECT count(*) FROM briefs_bot_broadcast") == [(1,)]
    assert showing(stage, "tea") == dict.fromkeys(everybody(stage), 1)
    assert count(stage, 50) == 0


@pytest.mark.parametrize(
    "act",
    [
        pytest.param("brief.title = 'coffee'; brief.save_revision().publish()", id="an edit"),
        pytest.param("brief.delete()", id="a deletion"),
    ],
)
def test_what_is_sent_until_the_editors_commit_is_brought_up_to_date(stage, act):
    start(stage, 150)
    stage.shell(SLOWLY.format(act=act))

    finish(stage, 60)

    assert showing(stage, "tea") == {}


def test_an_edit_while_another_edit_goes_out_reaches_every_chat(stage):
    start(stage, 150)
    finish(stage, 60)
    edit(stage, title="coffee")
    edits_go_out(stage, 150)
    stage.shell(SLOWLY.format(act="brief.title = 'milk'; brief.save_revision().publish()"))

    finish(stage, 60)

    assert showing(stage, "milk") == dict.fromkeys(everybody(stage), 1)
