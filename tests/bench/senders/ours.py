"""Our sender with all its bookkeeping, until every delivery is settled."""

import time

import django

from tests.bench.meter import metered

# Also while another process still holds the last ones, or the canary has not come back.
LOOK_AGAIN = 0.02


def deliver() -> None:
    from briefs_bot.delivery import running
    from briefs_bot.digests import jobs
    from briefs_bot.models import Broadcast, Delivery

    broadcast = Broadcast.objects.get()
    unsettled = broadcast.deliveries.filter(status__in=[Delivery.Status.PENDING, Delivery.Status.SENDING])
    while unsettled.exists():
        running.deliver(broadcast, jobs.of)
        time.sleep(LOOK_AGAIN)


if __name__ == "__main__":
    django.setup()
    from cms.celery import spare_the_collector

    spare_the_collector()  # as every worker does
    with metered():
        deliver()
