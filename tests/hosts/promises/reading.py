"""What readers and programs are served by any host."""

import json
from importlib.util import find_spec

import pytest
from django.core.management import call_command

from briefs_app.models import BriefWords, SimilarBrief

LEADING = ["", "topic/security/", "2026/w23/", "2026/06/", "search/?q=patrols"]
OTHERS = ["archive/", "trends/", "trends/json/", "trends/csv/", "trends.svg"]
FEEDS = ["feed/", "feed/atom/", "feed/json/", "topic/security/feed/"]
ENDPOINTS = ["topics/", "trends/", "editions/", "editions/2026-w23/", "pages/", "images/", "openapi.json"]


def test_every_page_below_the_index_leads_to_the_brief(write, read, index):
    brief = write("Patrols resume")

    for address in LEADING:
        page = read(index.full_url + address).content.decode()
        assert f'href="{brief.url}"' in page, address


def test_trends_and_archive_are_served(write, read, index):
    write("Patrols resume")

    for address in OTHERS:
        read(index.full_url + address)


def test_feeds_name_the_brief_and_its_address(write, read, index):
    brief = write("Patrols resume")

    for address in FEEDS:
        feed = read(index.full_url + address).content.decode()
        assert "Patrols resume" in feed, address
        assert brief.full_url in feed, address


def test_the_sitemap_names_the_brief(write, read, sitemap):
    brief = write("Patrols resume")

    assert f"<loc>{brief.full_url}</loc>" in read(sitemap).content.decode()


def test_the_api_lists_the_brief_with_its_related_and_similar_articles(write, read, api):
    similar = write("Patrols guard the strait")
    brief = write("Patrols resume", related=[{"url": "https://example.org/sea", "headline": "The sea"}])

    listed = json.loads(read(f"{api}briefs/").content)
    found = json.loads(read(f"{api}briefs/{brief.pk}/").content)

    assert [item["title"] for item in listed["items"]] == ["Patrols resume", "Patrols guard the strait"]
    assert found["meta"]["html_url"] == brief.full_url
    assert [card["title"] for card in found["related"]] == ["The sea", similar.title]


def test_every_endpoint_answers(write, read, api):
    write("Patrols resume")

    for address in ENDPOINTS:
        assert json.loads(read(api + address).content), address


def test_similar_briefs_fill_the_panel_and_are_found_again_by_the_command(write, beside):
    first = write("Patrols guard the strait")
    second = write("The strait is guarded by patrols")

    assert beside(second) == [first.url]

    BriefWords.objects.all().delete()
    SimilarBrief.objects.all().delete()
    assert beside(second) == []
    call_command("rebuild_similar")
    assert beside(second) == [first.url]


@pytest.mark.skipif(not find_spec("wagtail.api.v3"), reason="Wagtail 8 brings API v3.")
def test_api_v3_lists_the_brief(write, read, api):
    write("Patrols resume")

    listed = json.loads(read(api.replace("/v2/", "/v3/") + "pages/").content)

    assert "Patrols resume" in [item["title"] for item in listed["items"]]


def test_an_address_that_nobody_has_is_not_found(read, index):
    read(index.full_url + "nowhere/", status=404)
