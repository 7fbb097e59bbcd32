"""The counts kept on a broadcast equal its deliveries once nothing moves, whatever changed them."""

from collections import Counter
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from briefs_bot import announce, tasks
from briefs_bot.delivery import counting as regular
from briefs_bot.models import Arrival, Broadcast, Chat, Delivery, Subscription, counting
from briefs_bot.sandbox.faults import Fault

DAY = timezone.timedelta(days=1)
BLOCKED = Fault(
    kind="refuse", method="sendMessage", error_code=403, description="Forbidden: bot was blocked by the user"
)


def kept():
    return {row.pk: row.delivery_counts.by_status for row in Broadcast.objects.all()}


def counted():
    rows = Delivery.objects.values_list("broadcast", "status")
    numbers = {pk: Counter() for pk in Broadcast.objects.values_list("pk", flat=True)}
    for broadcast, status in rows:
        numbers[broadcast][status] += 1
    return {pk: dict(statuses) for pk, statuses in numbers.items()}


def set_all(status, count=None, **values):
    """Bring deliveries into a state that is counted rightly."""
    rows = list(Delivery.objects.values_list("pk", flat=True)[:count])
    Delivery.objects.filter(pk__in=rows).update(status=status, **values)
    Broadcast.objects.recount()
    return Delivery.objects.filter(pk__in=rows)


def wait(count=5):
    return set_all("pending", count, not_before=timezone.now() + DAY)


@pytest.fixture
def told(make_brief, publish, crowd, telegram):
    """A brief that forty people have, with its broadcast."""
    publish(make_brief("Tea"))
    return Broadcast.objects.get()


@pytest.fixture
def ways(told, crowd, telegram, says, publish, make_brief, security, admin_client):
    """Ways in which deliveries change, by name; and whether the counts are right at once, or after a tick."""

    def press(name, pk):
        return admin_client.post(reverse(name, args=[pk]))

    def sends(*faults):
        for fault in faults:
            telegram.faults.add(fault)
        publish(make_brief("Coffee"))

    def stop_one():
        wait(40)
        says(crowd[0], "/stop")

    def expire():
        wait().update(not_before=timezone.now())
        Broadcast.objects.update(created_at=timezone.now() - 2 * DAY)

    def new_follower():
        chat = Chat.objects.create(bot=1000, telegram_id=77, kind="group", language="en")
        Subscription.objects.create(chat=chat, topic=security.translation_key)
        wait(1).update(status="cancelled")
        announce.announce(told.brief_id)

    def successor():
        """A group and the supergroup that it became have the same broadcast."""
        old, new = Chat.objects.order_by("pk")[:2]
        wait(1)
        Delivery.objects.filter(chat=new).update(begun_at=timezone.now())
        old.migrate(new.telegram_id)

    def late_answer():
        delivery = set_all("uncertain", 1).get()
        Delivery.objects.record_sent([Arrival(delivery.pk, 1, 5, False)])
        Broadcast.objects.filter(pk=told.pk).recount_later()

    def dies():
        """A worker dies in the middle of calls."""
        past = timezone.now() - DAY
        set_all("sending", 3, lease_until=past, begun_at=past)

    def dies_after_settling():
        """A worker dies before it counts what it settled."""
        wait().update(status="sent")
        Broadcast.objects.update(counted_at=timezone.now() - DAY)

    def uncertain(word):
        def settle():
            call_command("broadcast", word, str(set_all("uncertain", 2).first().pk))

        return settle

    return {
        "a run": sends,
        "a refusal": lambda: sends(BLOCKED),
        "no answer": lambda: sends(Fault(kind="close_before", method="sendMessage", times=1)),
        "pause": lambda: (wait(), press("briefs_bot_pause", told.pk)),
        "cancel": lambda: (wait(), press("briefs_bot_cancel", told.pk)),
        "resume": lambda: (
            set_all("rejected", 2),
            Broadcast.objects.update(paused_at=timezone.now(), proven_at=None),
            press("briefs_bot_resume", told.pk),
        ),
        "announce": new_follower,
        "resend": lambda: (set_all("rejected", 2), told.send_failed_again()),
        "mark-sent": uncertain("mark-sent"),
        "resend one": uncertain("resend"),
        "retract": lambda: (wait(), announce.withdraw(None, told.brief_id)),
        "/stop": stop_one,
        "expiry": expire,
        "a successor": successor,
        "a late answer": late_answer,
        "a dead worker": dies,
        "a worker dead before it counts": dies_after_settling,
    }


AT_ONCE = {"a run", "cancel", "resume", "resend", "mark-sent", "resend one", "retract", "announce"}


def test_kept_counts_equal_the_deliveries_whatever_changed_them(ways, subtests):
    for name, happens in ways.items():
        with subtests.test(name), transaction.atomic():
            happens()
            if name in AT_ONCE:
                assert kept() == counted(), "at once"
            tasks.tick()
            assert kept() == counted()
            assert not Broadcast.objects.to_recount().filter(counted_at=None).exists()
            transaction.set_rollback(True)


def test_a_newer_count_is_not_replaced_by_an_older_one(told, monkeypatch):
    count = counting.count

    def slow(keys):
        found = count(keys)
        monkeypatch.setattr(counting, "count", count)
        set_all("gone", 1)
        return found

    monkeypatch.setattr(counting, "count", slow)
    Broadcast.objects.recount()

    assert kept() == {told.pk: {"sent": 39, "gone": 1}}


def test_a_change_during_a_count_is_counted_by_the_next_tick(told, monkeypatch):
    count = counting.count

    def slow(keys):
        found = count(keys)
        Delivery.objects.filter(chat=Chat.objects.first()).update(status="uncertain")
        Delivery.objects.arrived()
        return found

    set_all("pending", 1, not_before=timezone.now() + DAY)
    monkeypatch.setattr(counting, "count", slow)
    Broadcast.objects.recount()
    monkeypatch.setattr(counting, "count", count)
    tasks.tick()

    assert kept() == counted()


def test_counts_appear_while_it_is_sent(make_brief, crowd, telegram, monkeypatch, publish):
    monkeypatch.setattr(regular, "FIRST", 0.01)
    monkeypatch.setattr(regular, "EVERY", 0.01)
    seen = []
    count = counting.count
    monkeypatch.setattr(counting, "count", lambda keys: seen.append(counted()) or count(keys))

    publish(make_brief("Tea"))

    assert any(numbers.get("pending") or numbers.get("sending") for each in seen for numbers in each.values())
    assert kept() == counted()


def test_the_migration_counts_what_is_there(told, make_brief, publish):
    set_all("gone", 2, reason="The person blocked the bot.")
    expected = {row.pk: row.counts for row in Broadcast.objects.all()}
    Broadcast.objects.update(counts={}, counted_at=None)

    migration = import_module("briefs_bot.migrations.0010_broadcast_counts")
    migration.count_existing(apps, SimpleNamespace(connection=connection))

    assert {row.pk: row.counts for row in Broadcast.objects.all()} == expected
    assert expected[told.pk]["reasons"] == {"gone": {"The person blocked the bot.": 2}}
    assert not Broadcast.objects.to_recount().exists()


def test_no_screen_reads_the_deliveries(admin_client, told, index, crowd):
    """The listings and the first page show the kept counts; the edit screen also asks who misses it."""
    brief = told.brief_id
    screens = {
        reverse("briefs:index"): 0,
        reverse("briefs_bot_broadcast_modeladmin_index"): 0,
        reverse("wagtailadmin_home"): 1,
        reverse("wagtailadmin_pages:edit", args=[brief]): 1,
    }
    for address, allowed in screens.items():
        admin_client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(address).status_code == 200
        reading = [query["sql"] for query in queries if "briefs_bot_delivery" in query["sql"]]
        ours = [query["sql"] for query in queries if "briefs_bot_" in query["sql"]]
        assert len(reading) <= allowed, (address, reading)
        if "edit" in address:
            assert len(ours) <= 2
