"""One ceiling for all processes; silence for all; people first."""

import time

import pytest
from asgiref.sync import async_to_sync
from redis import Redis

from bot.limiter import Lane, open_limiter


def run(coroutine):
    return async_to_sync(coroutine)()


@pytest.fixture(autouse=True)
def _rate(settings):
    settings.TELEGRAM_RATE = 50.0


async def taken(limiters, seconds, first=1, lane=Lane.BROADCAST):
    """How many messages to different chats may go within the time, all limiters together."""
    end, chat, count = time.monotonic() + seconds, first, 0
    while time.monotonic() < end:
        for limiter in limiters:
            count += (await limiter.turns([(chat, "private"), (chat + 1, "private")], lane)).count(0)
            chat += 2
    return count


def test_two_processes_share_one_ceiling():
    async def both():
        async with open_limiter(1000) as one, open_limiter(1000) as two:
            return await taken([one, two], 1.0)

    # An even pace, and what may run ahead of it.
    assert 0 < run(both) <= 50 * 1.05 + 2


def test_a_person_bears_a_short_burst_and_a_group_twenty_a_minute():
    async def ask():
        async with open_limiter(1000) as limiter:
            person = [(await limiter.turns([(1, "private")], Lane.PEOPLE))[0] for _ in range(30)]
            time.sleep(0.5)
            group = [(await limiter.turns([(-1, "group")], Lane.PEOPLE))[0] for _ in range(30)]
        return person.count(0), group.count(0)

    person, group = run(ask)
    assert person <= 3
    assert group <= 5


def test_silence_asked_from_one_process_holds_for_all_and_is_not_cut_short():
    async def ask():
        async with open_limiter(1000) as one, open_limiter(1000) as two:
            await one.flood(60)
            await two.flood(1)
            return await two.turns([(1, "private")], Lane.BROADCAST), await one.turn(2, "private")

    (wait,), people = run(ask)
    assert 58 < wait <= 60.1
    assert 58 < people <= 60.1


def test_a_429_halves_the_ceiling_once_for_all_calls_under_way():
    async def ask():
        async with open_limiter(1000) as limiter:
            for _ in range(5):
                await limiter.flood(0.3)
            time.sleep(0.4)
            return await taken([limiter], 1.0)

    assert 10 < run(ask) <= 25 * 1.05 + 2


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


def test_without_redis_the_pace_is_slow_but_not_nothing(settings):
    settings.TELEGRAM_REDIS_URL = "redis://127.0.0.1:9/0"

    async def ask():
        async with open_limiter(1000) as limiter:
            return await limiter.turns([(n, "private") for n in range(1, 5)], Lane.BROADCAST)

    assert run(ask) == [0, 1, 1, 1]


def test_an_emptied_redis_starts_afresh(settings):
    async def ask():
        async with open_limiter(1000) as limiter:
            await limiter.flood(60)
            Redis.from_url(settings.REDIS_URL).flushdb()
            return await limiter.turns([(1, "private")], Lane.BROADCAST)

    assert run(ask) == [0]


def test_a_paid_broadcast_lifts_the_ceiling(settings):
    settings.TELEGRAM_RATE, settings.TELEGRAM_PAID_BROADCAST = 1.0, True

    async def ask():
        async with open_limiter(1000) as limiter:
            return await limiter.turns([(n, "private") for n in range(1, 21)], Lane.BROADCAST)

    assert run(ask) == [0] * 20
