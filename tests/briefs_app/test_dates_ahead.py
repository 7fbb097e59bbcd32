"""A brief that is dated ahead, mostly by a typing error, heads no list."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from briefs_app import reader
from briefs_app.pages.models import BriefPage
from briefs_app.periods.scales import Week

pytestmark = pytest.mark.usefixtures("unindexed")

FAR = datetime(2206, 3, 1, 9, tzinfo=UTC)
PERIOD = {"period_start": date(2206, 2, 23), "period_end": date(2206, 3, 1)}


def first(texts):
    return {place: min(("Slip", "Latest"), key=text.find) for place, text in texts.items()}


@pytest.mark.parametrize("ahead", [FAR, timezone.now() + timedelta(days=9)], ids=["far", "soon"])
def test_a_date_ahead_counts_as_the_day_of_publication(make_brief, publish, ahead):
    brief = publish(make_brief("Slip", brief_date=ahead))
    latest = publish(make_brief("Latest"))

    assert brief.brief_date == brief.first_published_at
    assert [card.title for card in reader.latest(2)] == [latest.title, brief.title]


def test_a_brief_dated_ahead_heads_no_list(make_brief, publish, index, client, says, telegram):
    publish(make_brief("Slip", brief_date=FAR, **PERIOD))
    publish(make_brief("Latest", period_start=timezone.localdate(), period_end=timezone.localdate()))
    home = index.get_url()
    places = [
        *(f"{home}topic/security/", f"{home}feed/", f"{home}feed/atom/", f"{home}feed/json/"),
        *("/api/v2/briefs/", "/api/v2/briefs/?order=-brief_date"),
    ]
    texts = {place: client.get(place).content.decode() for place in places}
    texts[home] = client.get(home).content.decode().split("</header>")[1]
    texts["/latest"] = says(telegram.add_user("Anna"), "/latest")[-1]

    assert set(first(texts).values()) == {"Latest"}
    assert all("Slip" in text for text in texts.values())


def test_an_edition_to_come_is_not_the_newest(make_brief, publish, index, client):
    today = timezone.localdate()
    publish(make_brief("Slip", **PERIOD))
    publish(make_brief("Latest", period_start=today, period_end=today))

    home = client.get(index.get_url()).content.decode()
    archive = client.get(f"{index.get_url()}archive/").content.decode()
    for scale in ("week", "month"):
        editions = client.get(f"/api/v2/editions/?by={scale}").json()["items"]
        assert [item["first_day"] > str(today) for item in editions] == [False, True]
    assert Week.of(today).address in home
    assert "2206/" not in home
    assert archive.index(f"{today.year}/") < archive.index("2206/")


def test_briefs_that_are_dated_ahead_already_are_corrected_by_migrate(make_brief, publish):
    brief = publish(make_brief("Slip"))
    BriefPage.objects.update(brief_date=FAR)

    call_command("migrate", verbosity=0)

    brief.refresh_from_db()
    assert brief.brief_date == brief.first_published_at


def test_a_draft_keeps_the_date_of_the_day_when_it_will_be_published(make_brief):
    assert make_brief("Slip", brief_date=FAR).brief_date == FAR


@pytest.mark.parametrize(("go_live_at", "warns"), [("", True), ("2206-03-01 09:00", False)])
def test_an_editor_is_told_of_a_date_ahead(admin_client, index, security, go_live_at, warns):
    form = {
        "title": "Slip",
        "slug": "slip",
        "topic": security.pk,
        "summary": "In short.",
        "brief_date": "2206-03-01 09:00",
        "go_live_at": go_live_at,
        "body": streamfield([]),
        "brief_related_articles": inline_formset([]),
        "comments": inline_formset([]),
        "action-publish": "yes",
    }
    address = reverse("wagtailadmin_pages:add", args=("briefs_pages", "briefpage", index.pk))

    page = admin_client.post(address, nested_form_data(form), follow=True).content.decode()

    assert BriefPage.objects.get().live is warns
    assert ("is still to come" in page) is warns
