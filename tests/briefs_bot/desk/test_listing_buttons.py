"""The menu of a row in the listing of briefs leads to the question whether a brief is sent now."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from briefs_app.pages.models import BriefIndexPage, BriefPage
from briefs_bot.models import Broadcast


@pytest.fixture
def live(make_brief):
    """A public brief, and its broadcast where values for one are given."""

    def live(title, broadcast=None, **fields):
        brief = make_brief(title)
        BriefPage.objects.filter(pk=brief.pk).update(live=True, **fields)
        if broadcast is not None:
            Broadcast.objects.create(
                brief_id=brief.pk,
                brief_key=brief.translation_key,
                topic=brief.topic.translation_key,
                language="en",
                title=title,
                **{"bot": 1000, **broadcast},
            )
        return brief

    return live


def offered(client, name="briefs:index", *args):
    """Return the addresses of `Send now` in the listing."""
    page = BeautifulSoup(client.get(reverse(name, args=args)).content, "html.parser")
    return {link["href"] for link in page.find_all("a") if "Send now" in link.text}


def question(brief):
    return f"{reverse('briefs_bot_announce_brief', args=[brief.pk])}?next=%2Fadmin%2Fbriefs%2F"


def test_what_was_not_sent_may_be_sent_from_the_listing(live, make_brief, index, enter, settings, subtests):
    now = timezone.now()
    unsent = [
        live("Quiet"),
        live("Copied", {"not_sent": "copied", "bot": None}),
        live("Cancelled", {"cancelled_at": now}),
        live("Withdrawn", {"retracted_at": now}),
    ]
    live("Sent", {"addressed_at": now})
    live("Paused", {"paused_at": now})
    live("Over", expire_at=now - timedelta(hours=1))
    secret = live("Secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    make_brief("Draft")

    client = enter("Moderators")
    with subtests.test("to those who may control broadcasts"):
        assert offered(client) == {question(brief) for brief in unsent}
        assert client.get(question(unsent[0])).status_code == 200
    with subtests.test("not in Wagtail's own listings"):
        assert offered(client, "wagtailadmin_explore", index.pk) == set()
    with subtests.test("not on a site without a bot"):
        settings.BRIEFS_TELEGRAM_BOT_TOKEN = ""
        assert offered(client) == set()
    with subtests.test("not to others"):
        settings.BRIEFS_TELEGRAM_BOT_TOKEN = "1000:sandbox"
        assert offered(enter("Editors")) == set()


def test_the_buttons_cost_no_query_per_row(live, enter, settings, index):
    weather = BriefIndexPage(title="Weather", slug="weather", locale=index.locale)
    index.get_parent().add_child(instance=weather)
    Site.objects.create(hostname="weather.example.org", root_page=weather)
    settings.BRIEFS_TELEGRAM_BOT_TOKENS = {"weather.example.org": "2000:weather"}
    client = enter("Moderators")

    def cost():
        with CaptureQueriesContext(connection) as captured:
            shown = len(offered(client))
        return shown, len(captured)

    for number in range(3):
        live(str(number))
    cost()
    few = cost()
    for number in range(3, 60):
        live(str(number))

    assert few[0] == 3
    assert cost() == (50, few[1])
