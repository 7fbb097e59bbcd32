"""The outcome of a broadcast, the same in the listings of briefs and broadcasts and on its own page."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from briefs_bot.models import Broadcast, Delivery
from briefs_bot.telegram import reasons

PAGE = "briefs_bot_report"
LISTING = "briefs_bot_broadcast_modeladmin_index"


@pytest.fixture
def told(make_brief, publish, crowd):
    """Publish a brief to forty people."""
    publish(make_brief("Tea"))


def change(broadcast=None, reason="", **counts):
    Broadcast.objects.update(**broadcast or {})
    rows = list(Delivery.objects.values_list("pk", flat=True))
    for status, count in counts.items():
        Delivery.objects.filter(pk__in=rows[:count]).update(status=status, reason=reason)
        rows = rows[count:]
    Broadcast.objects.recount()


def nobody():
    Delivery.objects.all().delete()
    Broadcast.objects.recount()


NOW = timezone.now()
LONG_AGO = NOW - timezone.timedelta(days=3)
ALL = {"gone": 1, "uncertain": 2, "rejected": 3, "expired": 1, "cancelled": 4}
FAILED = "1 is gone, 2 uncertain, 3 refused, 1 ran out of time, 4 cancelled"
SAID = {
    "Reached all 40 chats": lambda: None,
    "Sent to nobody: no chat follows it": nobody,
    "Reached none of 40 chats: 40 have blocked the bot": lambda: change(gone=40, reason=reasons.BLOCKED),
    "Reached 38 of 40 chats: 2 have removed the bot": lambda: change(gone=2, reason=reasons.REMOVED),
    f"Reached 29 of 40 chats: {FAILED}": lambda: change(**ALL),
    f"Sending: 26 of 40… ({FAILED})": lambda: change(pending=1, sending=2, **ALL),
    "Sending: 1 of 40…": lambda: change(pending=39),
    "Reached 1 of 40 chats: 39 waiting": lambda: change({"created_at": LONG_AGO}, pending=39),
    "Withdrawn from 40 chats": lambda: change({"retracted_at": NOW}),
    "Withdrawn from 38 chats: 2 cancelled": lambda: change({"retracted_at": NOW}, cancelled=2),
    "Paused. Reached 1 of 40 chats: 39 waiting": lambda: change({"paused_at": NOW}, pending=39),
    "Cancelled. Reached 1 of 40 chats: 39 cancelled": lambda: change({"cancelled_at": NOW}, cancelled=39),
    "Waits to be sent": lambda: (nobody(), change({"addressed_at": None})),
    "Waits: the site has no bot": lambda: (nobody(), change({"addressed_at": None, "bot": None})),
    "Withdrawn before it was sent": lambda: (nobody(), change({"retracted_at": NOW})),
    "A copy of a public brief is no news.": lambda: (nobody(), change({"not_sent": "copied"})),
}


def text(page):
    return " ".join(BeautifulSoup(page.content, "html.parser").get_text().split())


@pytest.mark.parametrize("said", SAID)
def test_the_outcome_is_complete_and_the_same_in_every_view(admin_client, told, briefs_listing, said):
    SAID[said]()
    address = reverse(PAGE, args=[Broadcast.objects.get().pk])

    assert said in text(admin_client.get(address))
    assert said in text(admin_client.get(reverse(LISTING)))
    listing = admin_client.get(briefs_listing)
    assert said in text(listing)
    assert f'href="{address}"' in listing.content.decode()


@pytest.fixture
def briefs_listing(index):
    return "/admin/briefs/"


def test_users_who_may_not_see_broadcasts_get_no_link(client, told, briefs_listing, django_user_model, index):
    from django.contrib.auth.models import Group
    from wagtail.models import GroupPagePermission

    group = Group.objects.create(name="Desk")
    group.permissions.set(Permission.objects.filter(codename="access_admin"))
    change_page = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=Page.get_first_root_node(), permission=change_page)
    user = django_user_model.objects.create_user("editor")
    user.groups.add(group)
    client.force_login(user)

    page = client.get(briefs_listing)

    assert "Reached all 40 chats" in text(page)
    assert reverse(PAGE, args=[Broadcast.objects.get().pk]) not in page.content.decode()


def test_more_rows_take_no_more_queries(admin_client, told, briefs_listing, make_brief, publish):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    admin_client.get(briefs_listing)
    with CaptureQueriesContext(
        connection,
    ) as one:
        admin_client.get(briefs_listing)
    for number in range(3):
        publish(make_brief(f"Brief {number}"))
    with CaptureQueriesContext(connection) as four:
        admin_client.get(briefs_listing)

    def ours(queries):
        return [query["sql"] for query in queries if "briefs_bot" in query["sql"] or "auth_" in query["sql"]]

    assert len(ours(four)) == len(ours(one))
