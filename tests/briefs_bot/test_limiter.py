"""The limiter: one ceiling for all processes, pauses for all, people first."""

import time

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from redis import Redis

from briefs_bot.sandbox.chats import Chat, User
from briefs_bot.sandbox.limits import FloodControl, Limits
from briefs_bot.telegram import floods
from briefs_bot.telegram.floods import FIRST_HOLD
from briefs_bot.telegram.limiter import CHAT_PACE, open_limiter
from briefs_bot.telegram.priority import Priority

# Before other tests make it quicker.
PACE = dict(CHAT_PACE)


def run(coroutine):
    return async_to_sync(coroutine)()


@pytest.fixture(autouse=True)
def _rate(settings):
    settings.BRIEFS_TELEGRAM_RATE = 50.0


async def taken(limiters, seconds, first=1, priority=Priority.BROADCAST):
    """Return how many messages to different chats may go within the time, by all limiters together."""
    end, chat, count = time.monotonic() + seconds, first, 0
    while time.monotonic() < end:
        for limiter in limiters:
            count += (await limiter.turns([(chat, "private"), (chat + 1, "private")], priority)).count(0)
            chat += 2
    return count


def test_two_processes_share_one_ceiling():
    async def both():
        async with open_limiter(1000) as one, open_limiter(1000) as two:
            return await taken([one, two], 1.0)

    # An even pace, and what may run ahead of it.
    assert 0 < run(both) <= 50 * 1.05 + 2


def test_a_person_may_get_a_short_burst_and_a_group_twenty_messages_a_minute():
    async def ask():
        async with open_limiter(1000) as limiter:
            person = [(await limiter.turns([(1, "private")], Priority.PEOPLE))[0] for _ in range(30)]
            time.sleep(0.5)
            group = [(await limiter.turns([(-1, "group")], Priority.PEOPLE))[0] for _ in range(30)]
        return person.count(0), group.count(0)

    person, group = run(ask)
    assert person <= 3
    assert group <= 5


@pytest.mark.parametrize("kind", sorted(PACE))
def test_a_chat_that_is_answered_without_a_break_is_never_refused(kind):
    """Also where the first messages are late, as on a busy machine, and those that follow are not."""
    interval, burst = PACE[kind]
    flood_control, chat = FloodControl(Limits()), Chat(1, kind, "Reader", owner=User(1, "Reader"))

    for number in range(100):
        late = 0.2 if number < burst else 0.0
        flood_control.check(chat, 1000 + max(0, number + 1 - burst) * interval + late)


async def person_429(limiter, seconds, chat=1):
    """Report a person's 429 during a broadcast, which is about the whole bot."""
    await limiter.flood(seconds, chat_id=chat, kind="private", priority=Priority.BROADCAST)


def test_a_pause_asked_of_one_process_holds_for_all_and_is_not_shortened():
    async def ask():
        async with open_limiter(1000) as one, open_limiter(1000) as two:
            await person_429(one, 60)
            await person_429(two, 1, chat=2)
            return await two.turns([(1, "private")], Priority.BROADCAST), await one.turn(3, "private")

    (wait,), people = run(ask)
    assert 58 < wait <= 60.1
    assert 58 < people <= 60.1


def test_a_429_halves_the_ceiling_once_for_all_calls_under_way():
    async def ask():
        async with open_limiter(1000) as limiter:
            for chat in range(5):
                await person_429(limiter, 0.3, chat)
            return learned_rate()

    assert run(ask) == 25.0


def learned_rate():
    found = Redis.from_url(settings.REDIS_URL).hget("{briefs:1000}:rate", "rate")
    return float(found) if found else None


@pytest.fixture(params=["with Redis", "without Redis"])
def _redis_or_not(request, settings):
    if request.param == "without Redis":
        settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:9/0"


async def group_429(limiter, seconds, chat, priority=Priority.BROADCAST):
    await limiter.flood(seconds, chat_id=chat, kind="group", priority=priority)


async def waits(limiter, chat, kind):
    """Return how long the chat waits with a broadcast, and with an answer."""
    return [
        (await limiter.turns([(chat, kind)], priority))[0]
        for priority in (Priority.BROADCAST, Priority.PEOPLE)
    ]


@pytest.mark.usefixtures("_redis_or_not")
@pytest.mark.parametrize("kind", ["group", "channel"])
def test_a_429_of_a_group_delays_only_that_group(kind):
    async def ask():
        async with open_limiter(1000) as limiter:
            await limiter.flood(3500, chat_id=-1, kind=kind, priority=Priority.BROADCAST)
            return await waits(limiter, -1, kind), await limiter.turns([(2, "private")])

    own, others = run(ask)
    assert min(own) > 3490
    assert others == [0]
    assert learned_rate() is None


@pytest.mark.usefixtures("_redis_or_not")
def test_a_429_to_an_answer_delays_one_person_and_a_second_one_the_whole_bot():
    async def ask():
        async with open_limiter(1000) as limiter:
            await limiter.flood(100, chat_id=1, kind="private", priority=Priority.PEOPLE)
            first = await limiter.turns([(3, "private")], Priority.PEOPLE)
            await limiter.flood(50, chat_id=2, kind="private", priority=Priority.PEOPLE)
            return first, await waits(limiter, 3, "private")

    first, second = run(ask)
    assert first == [0]
    assert 48 < min(second) <= max(second) < 51


@pytest.mark.usefixtures("_redis_or_not")
def test_429s_of_two_groups_hold_broadcasts_for_a_moment_and_no_answers():
    async def ask():
        async with open_limiter(1000) as limiter:
            for chat in (-1, -2):
                await group_429(limiter, 3500, chat)
            return await limiter.turns([(3, "private")]), await limiter.turns(
                [(3, "private")], Priority.PEOPLE
            )

    broadcast, people = run(ask)
    assert 0 < broadcast[0] <= FIRST_HOLD + 0.01
    assert people == [0]
    assert learned_rate() is None


def test_after_a_hold_one_chat_is_tried_and_its_success_releases_all(monkeypatch):
    monkeypatch.setattr(floods, "FIRST_HOLD", 0.001)

    async def ask():
        chats = [(-1, "group"), *((n, "private") for n in range(1, 5))]
        async with open_limiter(1000) as limiter:
            await group_429(limiter, 3500, -1)
            await group_429(limiter, 3500, -2)
            time.sleep(0.01)
            tried = await limiter.turns(chats)
            again = await limiter.turns(chats)
            await limiter.succeeded(time.monotonic())
            return tried, again, await limiter.turns([(5, "private")])

    tried, again, freed = run(ask)
    assert [wait == 0 for wait in tried] == [False, True, False, False, False]
    assert all(again)
    assert max(again) < 1
    assert freed == [0]


def test_a_success_between_the_429s_of_two_groups_shows_that_each_is_its_own():
    async def ask():
        async with open_limiter(1000) as limiter:
            await group_429(limiter, 3500, -1)
            await limiter.succeeded(time.monotonic())
            await group_429(limiter, 3500, -2)
            return await limiter.turns([(3, "private")])

    assert run(ask) == [0]


def test_429s_of_calls_made_at_the_same_time_count_as_one():
    async def ask():
        began = time.monotonic()
        async with open_limiter(1000) as limiter:
            for chat in (-1, -2, -3):
                await limiter.flood(
                    3500, chat_id=chat, kind="group", priority=Priority.BROADCAST, began=began
                )
            return await limiter.turns([(3, "private")])

    assert run(ask) == [0]


def test_a_pause_asked_for_while_redis_was_away_is_kept_when_it_is_back(settings):
    address = settings.REDIS_URL

    async def ask():
        settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:9/0"
        async with open_limiter(1000) as limiter:
            await group_429(limiter, 3500, -1)
        settings.BRIEFS_TELEGRAM_REDIS_URL = address
        async with open_limiter(1000) as limiter:
            return await limiter.turns([(-1, "group"), (2, "private"), (3, "private")])

    group, *others = run(ask)
    assert group > 3490
    assert others == [0, 0]


def test_the_redis_keys_of_a_bot_expire_and_stay_together_in_a_cluster():
    async def ask():
        async with open_limiter(1000) as limiter:
            await taken([limiter], 0.05)
            await group_429(limiter, 3500, -1)
            await person_429(limiter, 60)
            await limiter.hold(15)

    run(ask)
    redis = Redis.from_url(settings.REDIS_URL)
    keys = redis.keys()
    assert len(keys) > 5
    assert all(key.startswith(b"{briefs:1000}:") and redis.ttl(key) > 0 for key in keys)


def test_people_are_answered_while_a_broadcast_takes_every_turn():
    async def ask():
        async with open_limiter(1000) as limiter:
            await taken([limiter], 0.3)
            before = await taken([limiter], 0.2, first=10_000)
            waits = [await limiter.turn(-n, "private") for n in range(1, 6)]
            return before, waits

    before, waits = run(ask)
    assert before
    assert waits == [0, 0, 0, 0, 0]


def test_messages_go_out_slowly_without_redis(settings):
    settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:9/0"

    async def ask():
        async with open_limiter(1000) as limiter:
            return await limiter.turns([(n, "private") for n in range(1, 5)], Priority.BROADCAST)

    assert run(ask) == pytest.approx([0, 1, 1, 1])


def test_the_limiter_goes_on_after_redis_was_emptied(settings):
    async def ask():
        async with open_limiter(1000) as limiter:
            await person_429(limiter, 60)
            Redis.from_url(settings.REDIS_URL).flushdb()
            return await limiter.turns([(1, "private")], Priority.BROADCAST)

    assert run(ask) == [0]


def test_a_paid_broadcast_lifts_the_ceiling(settings):
    settings.BRIEFS_TELEGRAM_RATE, settings.BRIEFS_TELEGRAM_PAID_BROADCAST = 1.0, True

    async def ask():
        async with open_limiter(1000) as limiter:
            return await limiter.turns([(n, "private") for n in range(1, 21)], Priority.BROADCAST)

    assert run(ask) == [0] * 20
