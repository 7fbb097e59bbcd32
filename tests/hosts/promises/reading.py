"""What readers and programs are served by any host."""

import json
from importlib.util import find_spec

from django.core.management import call_command

from briefs_app.models import BriefWords, SimilarBrief

LEADING = ["", "topic/security/", "2026/w23/", "2026/06/", "search/?q=patrols"]
OTHERS = ["archive/", "trends/", "trends/json/", "trends/csv/", "trends.svg"]
FEEDS = ["feed/", "feed/atom/", "feed/json/", "topic/security/feed/"]
ENDPOINTS = ["topics/", "trends/", "editions/", "editions/2026-w23/", "pages/", "images/", "openapi.json"]


def test_a_published_brief_is_served_by_every_page_feed_and_endpoint(
    write, read, index, sitemap, api, subtests
):
    brief = write("Patrols resume")

    for address in LEADING:
        with subtests.test(address):
            assert f'href="{brief.url}"' in read(index.full_url + address).content.decode()
    for address in OTHERS:
        with subtests.test(address):
            read(index.full_url + address)
    for address in FEEDS:
        with subtests.test(address):
            feed = read(index.full_url + address).content.decode()
            assert "Patrols resume" in feed
            assert brief.full_url in feed
    for address in ENDPOINTS:
        with subtests.test(address):
            assert json.loads(read(api + address).content)
    with subtests.test(sitemap):
        assert f"<loc>{brief.full_url}</loc>" in read(sitemap).content.decode()
    if find_spec("wagtail.api.v3"):
        with subtests.test("API v3"):
            listed = json.loads(read(api.replace("/v2/", "/v3/") + "pages/").content)
            assert "Patrols resume" in [item["title"] for item in listed["items"]]


def test_the_api_lists_the_brief_with_its_related_and_similar_articles(write, read, api):
    similar = write("Patrols guard the strait")
    brief = write("Patrols resume", related=[{"url": "https://example.org/sea", "headline": "The sea"}])

    listed = json.loads(read(f"{api}briefs/").content)
    found = json.loads(read(f"{api}briefs/{brief.pk}/").content)

    assert [item["title"] for item in listed["items"]] == ["Patrols resume", "Patrols guard the strait"]
    assert found["meta"]["html_url"] == brief.full_url
    assert [card["title"] for card in found["related"]] == ["The sea", similar.title]


def test_similar_briefs_fill_the_panel_and_are_found_again_by_the_command(write, beside):
    first = write("Patrols guard the strait")
    second = write("The strait is guarded by patrols")

    assert beside(second) == [first.url]

    BriefWords.objects.all().delete()
    SimilarBrief.objects.all().delete()
    assert beside(second) == []
    call_command("rebuild_similar")
    assert beside(second) == [first.url]


def test_an_address_that_nobody_has_is_not_found(read, index):
    read(index.full_url + "nowhere/", status=404)
