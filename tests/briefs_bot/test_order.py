"""The order of briefs within a chat, which is that of publication."""

import random
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from redis import Redis

from briefs_bot import tasks
from briefs_bot.delivery import addressing, resting
from briefs_bot.models import Broadcast, Chat, Delivery, Subscription
from briefs_bot.operations import due
from briefs_bot.sandbox import Fault
from briefs_bot.telegram import limiter

COUNT = 60
pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def person_and_channel(security, telegram):
    places = [telegram.add_user("Anna"), telegram.add_channel("News")]
    telegram.write(places[0].id, "/start", user=places[0])
    telegram.update_queue.clear()
    for place, kind in zip(places, ("private", "channel"), strict=True):
        chat = Chat.objects.create(bot=1000, telegram_id=place.id, kind=kind, language="en")
        Subscription.objects.create(chat=chat, topic=security.translation_key)
    return places


@pytest.fixture
def no_limits(settings, monkeypatch):
    """Let every message go at once: the order must not depend on the bot's own limits."""

    async def turns(self, chats, priority):
        return [0.0] * len(chats)

    monkeypatch.setattr(limiter.Limiter, "turns", turns)


@pytest.fixture
def publish_many(make_brief):
    """Publish briefs in a row, before a worker comes to any of them."""

    def publish_many(count):
        for number in range(count):
            make_brief(f"Brief {number:03}").save_revision().publish()

    return publish_many


def numbers(telegram, place):
    texts = [message.text for message in telegram.messages(place.id) if "Brief " in message.text]
    return [int(text.partition("Brief ")[2][:3]) for text in texts]


def make_due():
    Delivery.objects.filter(status="pending").update(not_before=timezone.now() - timedelta(seconds=1))
    Redis.from_url(django_settings.REDIS_URL).flushdb()


FAULTS = [
    Fault("flood", retry_after=1),
    Fault("unreachable"),
    Fault("refuse", error_code=500, description="Internal Server Error: restart"),
    Fault("refuse", error_code=404, description="Not Found"),
]


def test_many_briefs_in_a_row_come_in_their_order_whatever_fails(
    publish_many, person_and_channel, telegram, no_limits
):
    publish_many(COUNT)
    dice = random.Random(7)
    broadcasts = list(Broadcast.objects.order_by("pk").values_list("pk", flat=True))
    while oldest := Broadcast.objects.unfinished().order_by("pk").first():
        for fault in dice.choices(FAULTS, k=dice.randrange(3) if dice.random() < 0.9 else 0):
            place = dice.choice(person_and_channel)
            telegram.faults.add(Fault(**vars(fault) | {"method": "sendMessage", "chat_id": place.id}))
        # Workers come to them in any order.
        for pk in [*dice.sample(broadcasts, 3), oldest.pk]:
            tasks.broadcast(pk)
        make_due()

    for place in person_and_channel:
        assert numbers(telegram, place) == list(range(COUNT))


def test_a_worker_that_takes_the_newest_brief_first_sends_the_older_ones_before_it(
    publish_many, person_and_channel, telegram, no_limits
):
    publish_many(4)
    for pk in Broadcast.objects.order_by("-pk").values_list("pk", flat=True):
        tasks.broadcast(pk)

    for place in person_and_channel:
        assert numbers(telegram, place) == [0, 1, 2, 3]


def test_the_tick_leaves_a_broadcast_alone_for_a_while_after_a_long_look_in_vain(
    publish_many, person_and_channel, telegram, no_limits, monkeypatch
):
    monkeypatch.setattr(resting, "LONG", 0.0)
    monkeypatch.setattr(resting, "LONGEST", 0.3)
    publish_many(2)
    first, second = Broadcast.objects.order_by("pk")
    addressing.address(first)
    first.prove()
    first.deliveries.claim_due(9)
    tasks.broadcast(second.pk)
    assert due.find() == []

    first.deliveries.update(status="sent")
    time.sleep(0.4)

    assert due.find() == [second.pk]
    tasks.tick()
    assert {delivery.status for delivery in second.deliveries.all()} == {"sent"}


def test_a_message_that_another_worker_is_sending_delays_its_own_chat_only(
    publish_many, person_and_channel, telegram, no_limits
):
    publish_many(2)
    first, second = Broadcast.objects.order_by("pk")
    addressing.address(first)
    first.prove()
    (held,) = first.deliveries.claim_due(1)
    Delivery.objects.filter(broadcast=first).exclude(pk=held.pk).update(status="sent")

    tasks.broadcast(second.pk)

    assert second.deliveries.get(chat=held.chat_id).status == "pending"
    assert second.deliveries.exclude(chat=held.chat_id).get().status == "sent"


@pytest.mark.parametrize(
    "held",
    [
        {"not_before": timezone.now() + timedelta(hours=1)},
        {"status": "uncertain"},
        {"broadcast__paused_at": timezone.now()},
        {"broadcast__cancelled_at": timezone.now()},
    ],
    ids=["waits long", "uncertain", "paused", "cancelled"],
)
def test_messages_that_wait_long_or_are_paused_delay_no_younger_ones(
    publish_many, person_and_channel, telegram, no_limits, held
):
    publish_many(2)
    first, second = Broadcast.objects.order_by("pk")
    addressing.address(first)
    for name, value in held.items():
        field = name.removeprefix("broadcast__")
        rows = Broadcast.objects.filter(pk=first.pk) if field != name else first.deliveries.all()
        rows.update(**{field: value})

    tasks.broadcast(second.pk)

    assert set(second.deliveries.values_list("status", flat=True)) == {"sent"}
