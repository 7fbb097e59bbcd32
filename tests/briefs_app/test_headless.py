"""The same briefs without the pages: API v2, API v3 and the feed."""

from datetime import timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction


@pytest.fixture
def get(client):
    def get(path, **query):
        answer = client.get(path, query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


def test_briefs_are_listed_newest_first_with_topic_status_and_period(get, make_brief, publish):
    publish(make_brief("Old", brief_date=timezone.now() - timedelta(days=3)))
    publish(make_brief("New", period_start="2026-06-01", period_end="2026-06-07", status="worsened"))

    items = get("/api/v2/briefs/")["items"]

    assert [item["title"] for item in items] == ["New", "Old"]
    assert items[0]["topic"]["slug"] == "security"
    assert items[0]["status"] == "worsened"
    assert (items[0]["period_start"], items[0]["period_end"]) == ("2026-06-01", "2026-06-07")
    assert items[0]["meta"]["html_url"] == f"http://briefs.example.org/{items[0]['meta']['slug']}/"


def test_a_brief_has_all_its_public_fields_and_no_others(get, make_brief, publish):
    brief = publish(
        make_brief("Tea", source_url="https://example.org/tea", notification_text="Not for the API.")
    )

    found = get(f"/api/v2/briefs/{brief.pk}/")

    for field in [
        "status_reason",
        "outlook_risk",
        "outlook_opportunity",
        "body",
        "photo",
        "photo_credit",
        "byline",
        "source_url",
    ]:
        assert field in found
    assert "Not for the API." not in str(found)


def test_briefs_can_be_filtered_and_ordered(get, make_brief, publish, energy):
    publish(make_brief("Patrols", status="improved"))
    publish(make_brief("Dams", status="worsened", topic=energy))

    assert [item["title"] for item in get("/api/v2/briefs/", status="worsened")["items"]] == ["Dams"]
    assert [item["title"] for item in get("/api/v2/briefs/", order="title")["items"]] == ["Dams", "Patrols"]


def test_a_restricted_brief_is_nowhere_in_the_api(client, get, make_brief, publish):
    brief = publish(make_brief("Secret"))
    PageViewRestriction.objects.create(page=brief, restriction_type=PageViewRestriction.LOGIN)

    assert get("/api/v2/briefs/") == {"meta": {"total_count": 0}, "items": []}
    assert client.get(f"/api/v2/briefs/{brief.pk}/").status_code == 404
    assert "Secret" not in str(get("/api/v2/trends/"))


def test_topics_are_found_by_slug_and_language(get, security, energy):
    assert [item["name"] for item in get("/api/v2/topics/")["items"]] == ["Security", "Energy"]
    assert get("/api/v2/topics/", slug="energy", locale="en")["meta"]["total_count"] == 1
    assert get(f"/api/v2/topics/{security.pk}/")["aliases"] == "defence, army"


def test_trends_tell_each_topics_statuses_oldest_first(get, make_brief, publish, energy):
    publish(make_brief("First", status="worsened", brief_date=timezone.now() - timedelta(days=7)))
    publish(make_brief("Second", status=""))

    first, second = get("/api/v2/trends/")["items"]

    assert [(cell["title"], cell["status"]) for cell in first["cells"]] == [
        ("First", "worsened"),
        ("Second", ""),
    ]
    assert second == {"id": energy.pk, "slug": "energy", "name": "Energy", "cells": []}
    assert get(f"/api/v2/trends/{first['id']}/") == first


@pytest.mark.parametrize("path", ["/api/v2/briefs/", "/api/v2/topics/", "/api/v2/trends/", "/feed/"])
def test_the_number_of_queries_does_not_grow_with_the_number_of_briefs(client, make_brief, publish, path):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    publish(make_brief("One"))
    queries()
    few = queries()
    for number in range(4):
        publish(make_brief(f"More {number}"))

    assert queries() == few


def test_pages_and_images_are_served_by_wagtails_own_endpoints(get, index):
    assert get("/api/v2/pages/", type="briefs_pages.BriefIndexPage")["items"][0]["title"] == "Briefs"
    assert get("/api/v2/images/")["items"] == []


def test_api_v3_serves_briefs_where_wagtail_has_it(get, make_brief, publish):
    pytest.importorskip("wagtail.api.v3")
    publish(make_brief("Tea"))

    items = get("/api/v3/pages/", type="briefs_pages.BriefPage")["items"]

    assert [item["title"] for item in items] == ["Tea"]


def test_the_feed_is_rss_with_the_newest_briefs(client, make_brief, publish):
    publish(make_brief("Tea & <b>biscuits</b>", summary="Served <again>."))
    answer = client.get("/feed/", headers={"host": "briefs.example.org"})
    feed = feedparser.parse(answer.content)

    assert not feed.bozo
    assert feed.version == "rss20"
    assert feed.feed.title == "Briefs"
    (entry,) = feed.entries
    assert entry.link.startswith("http://briefs.example.org/brief-")
    assert entry.tags[0].term == "Security"
    assert "<b>" not in answer.content.decode()


def test_the_feed_leaves_out_what_is_not_public(client, make_brief, publish):
    brief = publish(make_brief("Secret"))
    PageViewRestriction.objects.create(
        page=brief, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    make_brief("Draft")

    assert feedparser.parse(client.get("/feed/").content).entries == []
