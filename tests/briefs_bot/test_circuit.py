"""The circuit breaker: what trips it, how it is probed, and who waits while it is open."""

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as django_settings
from redis import Redis

from briefs_bot.delivery.circuit import FAILURES, TRIALS, Circuit, State
from briefs_bot.sandbox import Fault
from briefs_bot.telegram import courier, refusals
from briefs_bot.telegram.limiter import open_limiter
from briefs_bot.telegram.priority import Priority

NOT_SENT = refusals.TryLater("No connection", 15)
UNCERTAIN = refusals.Uncertain("No answer")
TOKEN = refusals.TokenRefused("Unknown token", 3600)
REFUSED_BY_CHAT = [
    refusals.Gone("blocked"),
    refusals.Barred("no rights", 3600),
    refusals.Charged("Stars"),
    refusals.Rejected("empty"),
    refusals.Moved(-5),
]


@pytest.fixture
def run(telegram):
    """Return a function that runs a coroutine function with a circuit and its limiter."""

    def run(scene):
        async def play():
            async with open_limiter(1000) as limiter, courier.open_bot(telegram.token) as bot:
                return await scene(Circuit(bot, limiter), limiter)

        return async_to_sync(play)()

    return run


async def fail(circuit, refusal, times):
    for _ in range(times):
        await circuit.record(refusal)


@pytest.mark.parametrize("refusal", [NOT_SENT, UNCERTAIN])
def test_calls_without_an_answer_make_the_circuit_suspect(run, refusal):
    async def scene(circuit, limiter):
        await fail(circuit, refusal, FAILURES - 1)
        before = circuit.state
        await circuit.record(refusal)
        return before, circuit.state

    assert run(scene) == (State.CLOSED, State.SUSPECT)


def test_one_refused_token_makes_the_circuit_suspect(run):
    async def scene(circuit, limiter):
        await circuit.record(TOKEN)
        return circuit.state

    assert run(scene) is State.SUSPECT


@pytest.mark.parametrize("refusal", REFUSED_BY_CHAT, ids=lambda refusal: refusal.sort)
def test_refusals_by_chats_count_as_answers(run, refusal):
    async def scene(circuit, limiter):
        await fail(circuit, refusal, 3 * FAILURES)
        first = circuit.state
        for _ in range(3):
            await fail(circuit, UNCERTAIN, FAILURES - 1)
            await circuit.record(refusal)
        return first, circuit.state

    assert run(scene) == (State.CLOSED, State.CLOSED)


def test_a_429_does_not_count(run):
    async def scene(circuit, limiter):
        await fail(circuit, UNCERTAIN, FAILURES - 1)
        await circuit.record(refusals.Flood("retry after 5", 5))
        await circuit.record(UNCERTAIN)
        return circuit.state

    assert run(scene) is State.SUSPECT


def test_an_answered_probe_half_opens_the_circuit_and_a_success_closes_it(run, telegram):
    async def scene(circuit, limiter):
        await circuit.trip("test")
        await circuit.probe()
        half_open, tripped = circuit.state, await circuit.is_tripped()
        await circuit.record(None)
        return half_open, tripped, circuit.state, await circuit.is_tripped()

    assert run(scene) == (State.HALF_OPEN, True, State.CLOSED, False)
    assert [call.method for call in telegram.calls] == ["getMe"]


def test_a_failed_probe_opens_the_circuit(run, telegram):
    telegram.faults.add(Fault("unreachable", method="getMe"))

    async def scene(circuit, limiter):
        await circuit.probe()
        return circuit.state

    assert run(scene) is State.OPEN


def test_a_half_open_circuit_trips_after_few_failed_calls(run):
    async def scene(circuit, limiter):
        await circuit.probe()
        await fail(circuit, UNCERTAIN, TRIALS - 1)
        before = circuit.state
        await circuit.record(UNCERTAIN)
        return before, circuit.state

    assert run(scene) == (State.HALF_OPEN, State.OPEN)


def test_messages_that_surely_were_not_sent_leave_the_circuit_half_open(run):
    async def scene(circuit, limiter):
        await circuit.probe()
        await fail(circuit, NOT_SENT, 10 * TRIALS)
        return circuit.state

    assert run(scene) is State.HALF_OPEN


@pytest.mark.parametrize("redis", ["there", "away"])
def test_an_open_circuit_holds_broadcasts_and_no_answers(run, settings, redis):
    if redis == "away":
        settings.BRIEFS_TELEGRAM_REDIS_URL = "redis://127.0.0.1:9/0"

    async def scene(circuit, limiter):
        await circuit.trip("test")
        tripped = await circuit.is_tripped()
        return tripped, [(await limiter.turns([(1, "private")], priority))[0] for priority in Priority]

    tripped, (people, broadcast) = run(scene)
    assert tripped
    assert people == 0
    assert 14 < broadcast <= 15.1


def test_another_process_probes_before_it_sends(run, telegram):
    async def scene(circuit, limiter):
        await circuit.trip("test")
        async with open_limiter(1000) as others, courier.open_bot(telegram.token) as bot:
            other = Circuit(bot, others)
            return await other.admits(), other.state

    assert run(scene) == (True, State.HALF_OPEN)
    assert [call.method for call in telegram.calls] == ["getMe"]


def test_a_tripped_circuit_is_forgotten_after_an_hour(run):
    async def scene(circuit, limiter):
        await circuit.trip("test")

    run(scene)

    redis = Redis.from_url(django_settings.REDIS_URL)
    assert 0 < redis.ttl("{briefs:1000}:tripped") <= 3600
    assert 0 < redis.pttl("{briefs:1000}:hold") <= 15_001
