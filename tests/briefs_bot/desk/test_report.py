"""The report of a broadcast: what editors read there, and what they may do."""

from csv import reader
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from briefs_bot import tasks
from briefs_bot.models import Broadcast, Chat, Delivery, Subscription
from briefs_bot.telegram import reasons

# Where those go who may not do something.
REFUSED = ("/admin/", "/admin/login/")
HOSTILE = '=HYPERLINK("https://evil.example")<script>'
MIXED = {
    "gone": (reasons.BLOCKED, 2),
    "rejected": (reasons.MARKUP, 1),
    "expired": ("The time to send it ran out.", 1),
    "uncertain": (reasons.NO_ANSWER, 2),
}


@pytest.fixture
def mixed(make_brief, publish, crowd, telegram, security):
    """A broadcast that failed here and there, in a channel also."""
    channel = telegram.add_channel("News")
    chat = Chat.objects.create(bot=1000, telegram_id=channel.id, kind="channel", language="en", title="News")
    Subscription.objects.create(chat=chat, topic=security.translation_key)
    publish(make_brief("Tea"))
    left = list(Delivery.objects.filter(chat__kind="private").values_list("pk", flat=True))
    for status, (reason, count) in MIXED.items():
        Delivery.objects.filter(pk__in=left[:count]).update(status=status, reason=reason, message_id=None)
        left = left[count:]
    Chat.objects.filter(deliveries__status="gone").update(is_active=False)
    Chat.objects.filter(deliveries__status="rejected").update(title=HOSTILE)
    Broadcast.objects.recount()
    return Broadcast.objects.get()


def report(broadcast, name="report"):
    return reverse(f"briefs_bot_{name}", args=[broadcast.pk])


def rows(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return [
        tr.get_text(" ", strip=True) for tr in page.select("#listing-results tbody tr, .results tbody tr")
    ]


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_a_report_tells_facts_events_and_each_delivery(admin_client, mixed):
    page = admin_client.get(report(mixed))
    told = text(page)

    said = "Reached 35 of 41 chats: 2 have blocked the bot, 2 uncertain, 1 refused, 1 ran out of time."
    assert said in told
    for fact in ("Language English", "Kind New brief", "Bot Briefs", "Opened", "Addressed", "First message"):
        assert fact in told
    assert reverse("wagtailadmin_pages:edit", args=[mixed.brief_id]) in page.content.decode()
    assert "1000" not in told
    assert len(rows(page)) == 41
    channel = Chat.objects.get(kind="channel")
    sent = channel.deliveries.get()
    post = f"https://t.me/c/{str(channel.telegram_id).removeprefix('-100')}/{sent.message_id}"
    assert f'href="{post}"' in page.content.decode()
    assert "<script>" not in "".join(rows(page)) or HOSTILE not in page.content.decode()


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        ({"status": "gone"}, 2),
        ({"reason": reasons.NO_ANSWER}, 2),
        ({"kind": "channel"}, 1),
        ({"kind": "private", "status": "sent"}, 34),
        ({"status": "\0"}, 41),
        ({"reason": "' OR 1=1"}, 41),
    ],
)
def test_deliveries_are_filtered(admin_client, mixed, chosen, count):
    for name in ("report", "report_results"):
        answer = admin_client.get(report(mixed, name), chosen)
        assert answer.status_code == 200
    assert len(rows(admin_client.get(report(mixed), chosen))) == count


def test_downloads_have_all_rows_and_no_formulas(admin_client, mixed):
    answer = admin_client.get(report(mixed), {"export": "csv"})
    lines = list(reader(StringIO(b"".join(answer.streaming_content).decode())))
    book = admin_client.get(report(mixed), {"export": "xlsx"})
    sheet = list(load_workbook(BytesIO(b"".join(book.streaming_content))).active.values)

    assert len(lines) == len(sheet) == 42
    assert lines[0] == ["Chat", "Kind of chat", "Language", "Status", "Reason", "Time", "Message"]
    assert [line[0] for line in lines if "evil" in line[0]] == [f"'{HOSTILE}"]
    answer = admin_client.get(report(mixed), {"export": "csv", "status": "gone"})
    assert len(b"".join(answer.streaming_content).splitlines()) == 3


def test_who_may_not_see_chats_gets_numbers(enter, mixed):
    client = enter("Editors")
    page = client.get(report(mixed))
    download = b"".join(client.get(report(mixed), {"export": "csv"}).streaming_content).decode()
    results = client.get(report(mixed, "report_results"), {"status": "gone", "kind": "channel"})

    assert rows(page) == [
        "Sent 35",
        f"Uncertain {reasons.NO_ANSWER} 2",
        f"Rejected {reasons.MARKUP} 1",
        f"Chat gone {reasons.BLOCKED} 2",
        "Expired The time to send it ran out. 1",
    ]
    assert f"Chat gone,{reasons.BLOCKED},2" in download
    for answer in (page.content.decode(), download, results.content.decode()):
        assert "News" not in answer
        assert "evil" not in answer
        assert "t.me/c/" not in answer
    assert "Send again" not in text(page)


def test_a_report_costs_the_same_for_any_number_of_chats(admin_client, enter, mixed):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(report(mixed)).status_code == 200
        return len([query for query in captured if "briefs_bot_" in query["sql"]])

    queries()
    few = queries()
    chats = Chat.objects.bulk_create(
        Chat(bot=1000, telegram_id=9_000_000 + n, kind="private", language="en") for n in range(3000)
    )
    now = timezone.now()
    Delivery.objects.bulk_create(
        Delivery(broadcast=mixed, chat=chat, status="sent", not_before=now, settled_at=now, message_id=1)
        for chat in chats
    )
    mixed.recount()

    assert queries() == few <= 8


def test_what_failed_is_sent_again_and_what_is_uncertain_is_not(enter, mixed, telegram, crowd):
    client = enter("Moderators")
    Chat.objects.filter(deliveries__status="gone").update(is_active=True)
    before = {person.id: len(telegram.messages(person.id)) for person in crowd}
    address = report(mixed, "resend")
    assert address in client.get(report(mixed)).content.decode()
    assert "Uncertain ones do not get it." in text(client.get(address))
    assert Delivery.objects.filter(status="pending").count() == 0

    client.post(address)
    tasks.tick()

    again = [person for person in crowd if len(telegram.messages(person.id)) > before[person.id]]
    assert len(again) == 4
    assert Broadcast.objects.get().delivery_counts.by_status == {"sent": 39, "uncertain": 2}
    assert address not in client.get(report(mixed)).content.decode()


def test_who_blocked_the_bot_gets_nothing_until_they_are_back(enter, mixed):
    client = enter("Moderators")
    Delivery.objects.exclude(status="gone").update(status="sent")
    mixed.recount()
    address = report(mixed, "resend")

    assert address not in client.get(report(mixed)).content.decode()
    client.post(address)
    assert Broadcast.objects.get().delivery_counts["gone"] == 2
    Chat.objects.update(is_active=True)
    assert address in client.get(report(mixed)).content.decode()


def test_what_is_uncertain_is_settled_row_by_row_or_together(enter, mixed, telegram):
    client = enter("Moderators", "Channel managers")
    one = Delivery.objects.filter(status="uncertain").first()
    page = client.get(report(mixed)).content.decode()
    arrived, again = (
        reverse(f"briefs_bot_delivery_{name}", args=[one.pk]) for name in ("arrived", "not_arrived")
    )
    assert arrived in page
    assert again in page

    assert client.get(arrived).status_code == 200
    client.post(arrived)
    assert Broadcast.objects.get().delivery_counts["uncertain"] == 1
    told = client.post(again, follow=True).content.decode()
    assert "Something else happened to it meanwhile." in told
    client.post(report(mixed, "not_arrived"))
    tasks.tick()

    assert "uncertain" not in Broadcast.objects.get().delivery_counts.by_status
    one.refresh_from_db()
    assert (one.status, one.message_id) == ("sent", None)


@pytest.mark.parametrize("groups", [("Editors",), ("Channel managers",), ()])
def test_who_may_not_change_broadcasts_settles_nothing(enter, mixed, groups):
    client = enter(*groups)
    one = Delivery.objects.filter(status="uncertain").first()
    before = Broadcast.objects.get().counts

    for name in ("resend", "arrived", "not_arrived"):
        assert client.post(report(mixed, name)).url.partition("?")[0] in REFUSED
    for name in ("arrived", "not_arrived"):
        assert (
            client.post(reverse(f"briefs_bot_delivery_{name}", args=[one.pk])).url.partition("?")[0]
            in REFUSED
        )
    assert Broadcast.objects.get().counts == before


def test_what_users_did_stands_in_the_history_of_the_page_and_in_the_report(enter, mixed):
    client = enter("Moderators")
    client.post(report(mixed, "arrived"))
    client.post(report(mixed, "resend"))

    history = text(client.get(reverse("wagtailadmin_pages:history", args=[mixed.brief_id])))
    assert "Settled as sent." in history
    assert "It is on its way to those that failed." in history
    told = text(client.get(report(mixed)))
    assert "It arrived · moderators" in told
    assert "Send again to those that failed · moderators" in told


def test_a_report_links_the_broadcast_and_its_corrections(admin_client, mixed, publish):
    from briefs_app.pages.models import BriefPage

    brief = BriefPage.objects.get()
    brief.correction_note = "It was coffee."
    publish(brief)
    tasks.tick()
    correction = Broadcast.objects.get(kind="correction")

    assert report(correction) in admin_client.get(report(mixed)).content.decode()
    assert report(mixed) in admin_client.get(report(correction)).content.decode()
    brief.unpublish()
    told = text(admin_client.get(report(mixed)))
    assert "Withdrawn" in told
    assert "Correction: It was coffee." in told


def test_the_sentence_follows_the_sending_and_stops_at_its_end(admin_client, mixed):
    edit = reverse("wagtailadmin_pages:edit", args=[mixed.brief_id])
    follows = f'data-briefs-refresh="{report(mixed, "outcome")}'
    page = admin_client.get(edit).content.decode()
    assert follows not in page
    assert "briefs_bot/outcome.js" in page

    Delivery.objects.filter(status="sent", chat__kind="private").update(status="pending")
    mixed.recount()
    page = admin_client.get(edit).content.decode()
    assert f"{follows}?next={edit}" in page
    fragment = admin_client.get(report(mixed, "outcome"), {"next": edit}).content.decode()
    assert "Sending: 1 of 41…" in fragment
    assert follows in fragment
    assert f"?next={edit}" in fragment

    Delivery.objects.filter(status="pending").update(status="sent")
    mixed.recount()
    assert follows not in admin_client.get(report(mixed, "outcome")).content.decode()


def test_briefs_are_filtered_by_what_became_of_them(admin_client, mixed, make_brief, publish):
    publish(make_brief("Coffee"))
    publish(make_brief("Cocoa", notify_subscribers=False))
    make_brief("Water").save_revision().publish()

    def listed(outcome):
        page = admin_client.get(reverse("briefs:index"), {"broadcast": outcome})
        return {
            title for title in ("Tea", "Coffee", "Cocoa", "Water") if f"{title}\n" in page.content.decode()
        }

    assert listed("missed") == listed("uncertain") == {"Tea"}
    assert listed("reached") == {"Coffee"}
    assert listed("sending") == {"Water"}
    assert listed("withdrawn") == listed("paused") == listed("not_sent") == set()
    Broadcast.objects.filter(title="Coffee").get().pause("Why")
    assert listed("paused") == {"Coffee"}
