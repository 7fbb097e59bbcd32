"""While one site's broadcast goes out, publishes briefs of another; prints how long they take to arrive."""

import json
import statistics
import sys
import time

import django
from django.utils import timezone

from tests.bench.meter import metered

CHAT = 4_000_001
PATIENCE = 60


def make_second_site() -> None:
    from wagtail.models import Locale, Page, Site

    from briefs_app.pages.models import BriefIndexPage
    from briefs_bot.models import Chat

    index = BriefIndexPage(title="Second", slug="second", locale=Locale.objects.get())
    Page.get_first_root_node().add_child(instance=index)
    Site.objects.create(hostname="second.example.org", root_page=index)
    Chat.objects.create(bot=2000, telegram_id=CHAT, kind="private", language="en").follow(None)


def seconds_to_arrive(number: int) -> float:
    """Publish a brief of the second site, and wait until its one chat has it."""
    from briefs_app.models import Topic
    from briefs_app.pages.models import BriefIndexPage, BriefPage
    from briefs_bot.models import Delivery

    brief = BriefPage(title=f"Rain {number}", slug=f"rain-{number}", summary="Rain.", live=False)
    brief.topic = Topic.objects.get()
    BriefIndexPage.objects.get(slug="second").add_child(instance=brief)
    began = timezone.now()
    brief.save_revision().publish()
    sent = Delivery.objects.filter(broadcast__brief_id=brief.pk, status="sent")
    while not sent.exists():
        if (timezone.now() - began).total_seconds() > PATIENCE:
            raise RuntimeError("It did not arrive.")
        time.sleep(0.02)
    return (sent.get().settled_at - began).total_seconds()


if __name__ == "__main__":
    django.setup()
    from briefs_bot import tasks
    from briefs_bot.models import Broadcast

    make_second_site()
    with metered():
        tasks.enqueue(Broadcast.objects.get().pk)
        time.sleep(2)
        times = []
        for number in range(int(sys.argv[1])):
            times.append(seconds_to_arrive(number))
            time.sleep(3)  # so that the next one comes at another moment of the worker's run
    print(json.dumps({"median": statistics.median(times), "worst": max(times)}))
