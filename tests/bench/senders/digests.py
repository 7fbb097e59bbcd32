"""Our digests: `digests BRIEFS` holds so many briefs for every chat, opens the digests and sends them."""

import sys
import time

import django
from django.utils import timezone

from tests.bench import seeding
from tests.bench.meter import metered


def hold(briefs: int) -> float:
    """Publish and address the briefs for chats that get them daily; return the seconds of addressing one."""
    from briefs_bot.delivery import addressing
    from briefs_bot.models import Broadcast, Chat

    Chat.objects.update(frequency="daily", digest_at=timezone.now())
    for number in range(briefs):
        seeding.publish(f"brief-{number}")
    began = time.monotonic()
    for broadcast in Broadcast.objects.order_by("pk"):
        addressing.address(broadcast)
    return (time.monotonic() - began) / briefs


def open_all() -> float:
    from briefs_bot.digests import opening

    began = time.monotonic()
    opening.open_due()
    return time.monotonic() - began


def send() -> None:
    from briefs_bot.delivery import running
    from briefs_bot.digests import jobs
    from briefs_bot.models import Broadcast, Delivery

    digest = Broadcast.objects.get(kind="digest")
    unsettled = digest.deliveries.filter(status__in=[Delivery.Status.PENDING, Delivery.Status.SENDING])
    while unsettled.exists():
        running.deliver(digest, jobs.of)
        time.sleep(0.02)


if __name__ == "__main__":
    django.setup()
    from cms.celery import spare_the_collector

    spare_the_collector()
    addressed, opened = hold(int(sys.argv[1])), open_all()
    with metered(addressed=addressed, opened=opened):
        send()
