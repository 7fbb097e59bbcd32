"""Refusals of single chats: the others get their briefs, and people are answered."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from redis import Redis

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat, Delivery, Subscription
from briefs_bot.sandbox import Fault
from briefs_bot.telegram import floods

redis = Redis.from_url(django_settings.REDIS_URL)


def states():
    found = list(Delivery.objects.values_list("status", flat=True))
    return {status: found.count(status) for status in set(found)}


def state_of(chats):
    found = Delivery.objects.filter(chat__telegram_id__in=[chat.id for chat in chats])
    return set(found.values_list("status", flat=True))


def calls_to(telegram, chat):
    return [
        c
        for c in telegram.calls
        if c.method == "sendMessage" and str(c.params.get("chat_id")) == str(chat.id)
    ]


def is_rate_lowered():
    return bool(redis.exists("{briefs:1000}:rate"))


@pytest.fixture
def add_followers(security, telegram):
    """Return a function that adds groups or channels that follow security; the newest come last."""

    def add(count, kind="group"):
        add_one = telegram.add_group if kind == "group" else telegram.add_channel
        places = [add_one(f"Place {number}") for number in range(count)]
        telegram.update_queue.clear()
        chats = Chat.objects.bulk_create(
            Chat(bot=1000, telegram_id=place.id, kind=kind, language="en") for place in places
        )
        Subscription.objects.bulk_create(
            Subscription(chat=chat, topic=security.translation_key) for chat in chats
        )
        return places

    return add


@pytest.fixture
def publish_first_to(publish):
    """Publish a brief that these people or places get before all others; in between, do as `then` says."""

    def publish_first_to(places, brief, then=lambda: None):
        redis.set("{briefs:1000}:hold", 1, px=60_000)
        publish(brief)
        first = [place.id for place in places]
        Delivery.objects.update(not_before=timezone.now() - timedelta(seconds=1))
        Delivery.objects.filter(chat__telegram_id__in=first).update(
            not_before=timezone.now() - timedelta(seconds=2)
        )
        redis.delete("{briefs:1000}:hold")
        then()
        tasks.tick()

    return publish_first_to


@pytest.mark.parametrize("kind", ["group", "channel"])
def test_a_chat_in_slow_mode_pauses_nobody_else(
    make_brief, publish, add_followers, crowd, telegram, says, kind
):
    (slow,) = add_followers(1, kind)
    telegram.make_wait(3500, slow)
    publish(make_brief("Tea"))

    assert states() == {"sent": 40, "pending": 1}
    assert Delivery.objects.get(status="pending").not_before > timezone.now() + timedelta(seconds=3490)
    assert "Tea" in says(crowd[0], "/latest")[0]
    assert not is_rate_lowered()

    publish(make_brief("Coffee"))
    tasks.tick()

    assert states() == {"sent": 80, "pending": 2}
    assert len(calls_to(telegram, slow)) == 1
    assert telegram.waits.violations == 0


def test_a_group_in_slow_mode_that_asks_is_not_called_and_delays_no_other(
    make_brief, publish, security, subscriber, telegram, says, waits, bot_reads
):
    publish(make_brief("Tea"))
    group = telegram.add_group("Newsroom", members=[telegram.users[subscriber.id]])
    bot_reads()
    telegram.make_wait(3500, group)

    waits(subscriber, "/latest", chat=group)
    waits(subscriber, "/topics", chat=group)
    assert "Tea" in says(subscriber, "/latest")[0]
    assert telegram.waits.violations == 0


@pytest.mark.parametrize("in_flight", [1, 32])
def test_two_groups_in_slow_mode_do_not_pause_the_bot_for_an_hour(
    make_brief, publish_first_to, add_followers, crowd, telegram, says, settings, in_flight
):
    settings.BRIEFS_TELEGRAM_IN_FLIGHT = in_flight
    slow = add_followers(2)
    for group in slow:
        telegram.make_wait(3500, group)
    publish_first_to(slow, make_brief("Tea"))

    assert states() == {"sent": 40, "pending": 2}
    assert state_of(slow) == {"pending"}
    assert "Tea" in says(crowd[0], "/latest")[0]
    assert telegram.waits.violations == 0
    assert not is_rate_lowered()


def test_silence_of_the_whole_bot_is_kept_by_all_and_then_all_is_sent(
    make_brief, publish, crowd, telegram, says, waits
):
    telegram.make_wait(60)
    publish(make_brief("Tea"))
    waits(crowd[5], "/help")
    tasks.tick()

    assert states() == {"pending": 40}
    assert telegram.waits.violations == 0
    assert is_rate_lowered()

    time_passes(telegram, 60)

    assert states() == {"sent": 40}
    assert "Tea" in says(crowd[5], "/latest")[0]
    assert telegram.waits.violations == 0


def time_passes(telegram, seconds):
    """Move the clock of Telegram forward, and make what waits for it due."""
    telegram.pass_time(seconds)
    Delivery.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    redis.flushdb()
    tasks.tick()


def test_silence_of_the_whole_bot_is_detected_after_429s_of_groups(
    make_brief, publish_first_to, add_followers, crowd, telegram, settings
):
    settings.BRIEFS_TELEGRAM_IN_FLIGHT = 1
    publish_first_to(add_followers(2), make_brief("Tea"), then=lambda: telegram.make_wait(60))

    assert states() == {"pending": 42}
    # Two groups, and one person who was tried after them.
    assert telegram.waits.violations == 2
    assert redis.pttl("{briefs:1000}:pause") > 50_000


def test_probes_become_rarer_while_telegram_silences_the_whole_bot(
    make_brief, publish, add_followers, telegram, monkeypatch
):
    monkeypatch.setattr(floods, "FIRST_HOLD", 10.0)
    add_followers(40)
    telegram.make_wait(3500)
    publish(make_brief("Tea"))
    calls = len(telegram.calls)
    tasks.tick()

    assert len(telegram.calls) == calls <= 2
    assert redis.pttl("{briefs:1000}:hold") > 8_000


@pytest.fixture
def redis_is_away(settings):
    settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:9/0"


def test_without_redis_a_chat_in_slow_mode_pauses_nobody_else(
    make_brief, publish, add_followers, subscriber, telegram, says, redis_is_away
):
    (slow,) = add_followers(1)
    telegram.make_wait(3500, slow)
    publish(make_brief("Tea"))
    publish(make_brief("Coffee"))

    assert state_of([slow]) == {"pending"}
    assert state_of([subscriber]) == {"sent"}
    assert "Coffee" in says(subscriber, "/latest")[0]
    assert len(calls_to(telegram, slow)) == 1
    assert telegram.waits.violations == 0


def test_without_redis_silence_of_the_whole_bot_is_kept_too(
    make_brief, publish, crowd, telegram, says, waits, redis_is_away
):
    telegram.make_wait(60)
    publish(make_brief("Tea"))
    tasks.tick()

    waits(crowd[5], "/help")
    assert states() == {"pending": 40}
    assert telegram.waits.violations == 0


def test_many_chats_that_left_in_a_row_delay_no_other_chat(make_brief, publish, security, telegram, says):
    people = follow(telegram.add_crowd(500), security)
    for person in people[100:300]:
        telegram.block(person)
    publish(make_brief("Tea"))

    assert states() == {"sent": 300, "gone": 200}
    assert not redis.exists("{briefs:1000}:hold", "{briefs:1000}:tripped")
    assert Chat.objects.filter(is_active=False).count() == 200


def follow(people, topic):
    chats = Chat.objects.bulk_create(
        Chat(bot=1000, telegram_id=person.id, kind="private", language="en") for person in people
    )
    Subscription.objects.bulk_create(Subscription(chat=chat, topic=topic.translation_key) for chat in chats)
    return people


FIRST, LAST = slice(0, 20), slice(20, 40)


@pytest.mark.parametrize("place", [FIRST, LAST], ids=["first", "last"])
def test_chats_that_left_are_retired_wherever_they_are_in_the_list(
    make_brief, publish, crowd, telegram, place
):
    for person in crowd[place]:
        telegram.block(person)
    publish(make_brief("Tea"))

    assert states() == {"sent": 20, "gone": 20}


SORTS = {
    "gone": (Fault("refuse", error_code=403, description="Forbidden: user is deactivated"), "gone"),
    "barred": (Fault("refuse", description="Bad Request: CHAT_WRITE_FORBIDDEN"), "pending"),
    "charged": (Fault("refuse", description="Bad Request: ALLOW_PAYMENT_REQUIRED_5"), "rejected"),
    "rejected": (Fault("refuse", description="Bad Request: SOMETHING_NEW"), "rejected"),
    "not sent": (Fault("refuse", error_code=500, description="Internal Server Error: restart"), "pending"),
    "uncertain": (Fault("close_before"), "uncertain"),
    "token": (Fault("refuse", error_code=404, description="Not Found"), "pending"),
    "flood": (Fault("flood", retry_after=3500), "pending"),
}


# A 404 or a 429 may concern the whole bot.
@pytest.mark.parametrize("sort", [sort for sort in SORTS if sort not in ("flood", "token")])
def test_many_equal_refusals_in_a_row_delay_no_other_chat(
    make_brief, publish_first_to, crowd, telegram, says, sort
):
    fault, state = SORTS[sort]
    odd, well = crowd[1:21], [crowd[0], *crowd[21:]]
    for person in odd:
        every_method = None if sort == "gone" else "sendMessage"
        telegram.faults.add(
            Fault(**vars(fault) | {"method": every_method, "chat_id": person.id, "times": None})
        )
    publish_first_to(crowd[:1], make_brief("Tea"))

    assert state_of(well) == {"sent"}
    assert state_of(odd) <= {state, "pending"}
    assert Chat.objects.filter(is_active=False).count() == (20 if sort == "gone" else 0)
    assert "Tea" in says(crowd[-1], "/latest")[0]


@pytest.mark.parametrize("sort", SORTS)
def test_no_chat_is_retired_and_few_calls_are_made_when_every_chat_refuses(
    make_brief, publish, crowd, telegram, sort
):
    publish(make_brief("Tea"))
    telegram.faults.add(Fault(**vars(SORTS[sort][0]) | {"method": "sendMessage", "times": None}))
    before = len(telegram.calls)
    publish(make_brief("Coffee"))
    tasks.tick()

    assert not Chat.objects.filter(is_active=False).exists()
    assert states().get("uncertain", 0) <= 16
    if sort in ("gone", "uncertain", "token", "flood"):
        assert len(telegram.calls) - before <= 40


def test_no_chat_is_retired_when_telegram_refuses_everything(make_brief, publish, crowd, telegram):
    publish(make_brief("Tea"))
    telegram.faults.add(
        Fault("refuse", error_code=403, description="Forbidden: user is deactivated", times=None)
    )
    publish(make_brief("Coffee"))

    assert not Chat.objects.filter(is_active=False).exists()
    assert states() == {"sent": 40, "pending": 40}
    assert redis.exists("{briefs:1000}:tripped")


def test_chats_that_left_do_not_delay_an_edit_for_the_others(make_brief, publish, crowd, telegram):
    brief = publish(make_brief("Tea"))
    for person in crowd[:20]:
        telegram.faults.add(
            Fault(
                "refuse",
                chat_id=person.id,
                error_code=403,
                description="Forbidden: user is deactivated",
                times=None,
            )
        )
    brief.summary = "Another summary."
    publish(brief)
    Broadcast.objects.update(amend_after=timezone.now())
    tasks.tick()

    shown = [telegram.messages(person.id)[-1].text for person in crowd[20:]]
    assert all("Another summary." in text for text in shown)
    assert not redis.exists("{briefs:1000}:hold", "{briefs:1000}:tripped")


def test_people_are_answered_while_the_circuit_is_open(make_brief, publish, crowd, telegram, says):
    fault = telegram.faults.add(Fault("bad_gateway", times=None))
    publish(make_brief("Tea"))
    assert redis.exists("{briefs:1000}:tripped")
    telegram.faults.remove(fault)

    assert "Tea" in says(crowd[0], "/latest")[0]
    assert redis.pttl("{briefs:1000}:hold") > 0
