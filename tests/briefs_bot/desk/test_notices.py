"""The edit screen tells who would get a brief, and what became of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat, Subscription


@pytest.fixture
def screen(admin_client):
    def screen(brief, client=admin_client):
        return client.get(reverse("wagtailadmin_pages:edit", args=[brief.pk])).content.decode()

    return screen


def test_a_draft_tells_who_gets_it(screen, make_brief, crowd, security, telegram):
    for kind, place in (("channel", telegram.add_channel("News")), ("group", telegram.add_group("Desk"))):
        given = {"telegram_id": place.id, "kind": kind, "title": place.title}
        chat = Chat.objects.create(bot=1000, language="en", **given)
        Subscription.objects.create(chat=chat, topic=security.translation_key)
    brief = make_brief("Tea")
    brief.save_revision()

    assert "Goes to 40 subscribers; channel: News; group: Desk." in screen(brief)


def test_a_published_brief_tells_what_became_of_it(screen, make_brief, publish, crowd):
    brief = publish(make_brief("Tea"))

    page = screen(brief)
    assert "Reached all 40 chats." in page
    assert "Send now" not in page


def test_a_new_follower_makes_it_worth_sending_again(
    screen, make_brief, publish, crowd, telegram, says, presses
):
    brief = publish(make_brief("Tea"))
    newcomer = telegram.add_user("Vera")
    says(newcomer, "/start")
    presses(newcomer, "Security")

    assert "Send now" in screen(brief)


def test_a_quietly_published_brief_can_be_sent(admin_client, screen, make_brief, publish, crowd, telegram):
    brief = publish(make_brief("Tea", notify_subscribers=False))
    address = reverse("briefs_bot_announce_brief", args=[brief.pk])
    assert address in screen(brief)
    assert "Goes to 40 subscribers." in admin_client.get(address).content.decode()
    assert not telegram.messages(crowd[0].id)

    admin_client.post(address)
    tasks.tick()

    assert all("Tea" in telegram.messages(person.id)[-1].text for person in crowd)
    assert "Reached all 40 chats." in screen(brief)


def test_a_broadcast_is_paused_resumed_and_cancelled_from_the_screen(
    admin_client, screen, make_brief, crowd, telegram
):
    brief = make_brief("Tea")
    brief.save_revision().publish()
    broadcast = Broadcast.objects.get()

    def press(action):
        address = reverse(f"briefs_bot_{action}", args=[broadcast.pk])
        assert address in screen(brief)
        assert admin_client.get(address).status_code == 200
        assert admin_client.post(address, {"next": "/admin/"}).url == "/admin/"
        broadcast.refresh_from_db()

    press("pause")
    tasks.tick()
    assert broadcast.paused_at
    assert not Broadcast.objects.get().deliveries.exists()
    press("resume")
    assert broadcast.paused_at is None
    press("cancel")
    tasks.tick()

    assert broadcast.cancelled_at
    assert not any(telegram.messages(person.id) for person in crowd)


def test_what_changed_meanwhile_is_not_done(admin_client, make_brief, publish, crowd):
    publish(make_brief("Tea"))
    broadcast = Broadcast.objects.get()

    answer = admin_client.post(reverse("briefs_bot_pause", args=[broadcast.pk]), follow=True)

    assert "Something else happened to it meanwhile." in answer.content.decode()
    assert Broadcast.objects.get().paused_at is None


@pytest.mark.parametrize(
    ("groups", "sees", "controls"),
    [
        ((), 302, 302),
        (("Editors",), 200, 302),
        (("Moderators",), 200, 200),
        (("Channel managers",), 200, 302),
    ],
    ids=["nobody", "editor", "moderator", "channel manager"],
)
def test_each_group_sees_and_controls_what_it_may(enter, make_brief, crowd, groups, sees, controls):
    make_brief("Tea").save_revision().publish()
    broadcast = Broadcast.objects.get()
    client = enter(*groups)

    report = client.get(reverse("briefs_bot_report", args=[broadcast.pk]))
    assert report.status_code == sees
    for action in ("pause", "cancel"):
        asked = client.get(reverse(f"briefs_bot_{action}", args=[broadcast.pk]))
        assert asked.status_code == controls
    client.post(reverse("briefs_bot_pause", args=[broadcast.pk]))
    assert bool(Broadcast.objects.get().paused_at) is (controls == 200)


def test_the_screen_costs_the_same_for_any_number_of_chats(admin_client, screen, make_brief, publish, crowd):
    brief = publish(make_brief("Tea"))
    screen(brief)
    with CaptureQueriesContext(connection) as few:
        screen(brief)
    broadcast = Broadcast.objects.get()
    chats = Chat.objects.bulk_create(
        Chat(bot=1000, telegram_id=9_000_000 + number, kind="private", language="en")
        for number in range(3000)
    )
    broadcast.deliveries.bulk_create(
        broadcast.deliveries.model(
            broadcast=broadcast, chat=chat, status="sent", not_before=timezone.now(), message_id=1
        )
        for chat in chats
    )
    broadcast.recount()
    with CaptureQueriesContext(connection) as many:
        assert "Reached all 3040 chats." in screen(brief)

    assert len(many) == len(few)
