"""Fills a migrated database: `seeding CHATS none|open|addressed FIRST`; FIRST is the first chat's id."""

import sys

import django
from django.db import connection

from tests.bench import message
from tests.bench.meter import metered

BATCH = 10_000


def make_site() -> None:
    from wagtail.models import Locale, Page, Site

    from briefs_app.models import Topic
    from briefs_app.pages.models import BriefIndexPage

    locale = Locale.objects.get_or_create(language_code="en")[0]
    index = BriefIndexPage(title="Briefs", slug="briefs", locale=locale)
    Page.get_first_root_node().add_child(instance=index)
    Site.objects.update(root_page=index)
    Topic.objects.create(name=message.TOPIC, slug="security", locale=locale)


def add_subscribers(ids: range) -> None:
    from briefs_bot.models import Chat, Subscription

    for start in range(0, len(ids), BATCH):
        chats = Chat.objects.bulk_create(
            Chat(bot=1000, telegram_id=number, kind="private", title=f"Reader {number}", language="en")
            for number in ids[start : start + BATCH]
        )
        Subscription.objects.bulk_create(Subscription(chat=chat, topic=None) for chat in chats)
    with connection.cursor() as cursor:
        # What autovacuum has long done where subscribers came one by one.
        cursor.execute("ANALYZE")


def address() -> None:
    from briefs_bot.delivery import addressing
    from briefs_bot.models import Broadcast

    addressing.address(Broadcast.objects.get())


def publish(slug: str) -> None:
    from briefs_app.models import Topic
    from briefs_app.pages.models import BriefIndexPage, BriefPage

    brief = BriefPage(
        title=message.TITLE,
        slug=slug,
        summary=message.SUMMARY,
        status="improved",
        topic=Topic.objects.get(),
        live=False,
    )
    BriefIndexPage.objects.get().add_child(instance=brief)
    brief.save_revision().publish()


if __name__ == "__main__":
    django.setup()
    with metered():
        make_site()
        add_subscribers(message.chats(int(sys.argv[1]), int(sys.argv[3])))
        if sys.argv[2] != "none":
            publish("patrols-resume")
        if sys.argv[2] == "addressed":
            address()
