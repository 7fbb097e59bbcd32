"""The sitemap leads to every public page, in each language, and tells news from the rest."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import PageViewRestriction, Site

from briefs_app.feeds.sitemaps import PublicPagesSitemap
from tests.conftest import translated

pytestmark = pytest.mark.usefixtures("unindexed")

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
ROOT = "http://briefs.example.org"


@pytest.fixture
def read(client, index):
    def read(path="/sitemap.xml"):
        answer = client.get(path, headers={"host": "briefs.example.org"})
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/xml"
        return ElementTree.fromstring(answer.content)

    return read


def locations(root):
    return [place.text for place in root.iter(f"{MAP}loc")]


def test_it_has_every_public_page_with_its_last_change(read, make_brief, publish):
    brief = publish(make_brief("Tea"))
    secret = publish(make_brief("Secret"))
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    make_brief("Draft")

    root = read()

    assert locations(root) == [f"{ROOT}/", f"{ROOT}/{brief.slug}/"]
    for changed in root.iter(f"{MAP}lastmod"):
        assert parse_datetime(changed.text).tzinfo


def test_each_page_knows_its_translations_and_the_one_for_everybody_else(
    read, make_brief, publish, security, russian_index
):
    translated(security, russian_index)
    brief = publish(make_brief("Tea"))
    russian = brief.copy_for_translation(russian_index.locale)
    publish(russian)
    publish(make_brief("Coffee"))

    links = {
        url.findtext(f"{MAP}loc"): [(link.get("hreflang"), link.get("href")) for link in url.iter(LINK)]
        for url in read()
    }

    here, there = f"{ROOT}/{brief.slug}/", f"{ROOT}/ru/{russian.slug}/"
    assert links[here] == links[there] == [("en", here), ("ru", there), ("x-default", here)]
    assert links[f"{ROOT}/"][-1] == ("x-default", f"{ROOT}/")
    assert [] in links.values()


def test_a_translation_that_is_not_public_is_no_alternate(read, make_brief, publish, security, russian_index):
    translated(security, russian_index)
    brief = publish(make_brief("Tea"))
    russian = publish(brief.copy_for_translation(russian_index.locale))
    PageViewRestriction.objects.create(page=russian, restriction_type=PageViewRestriction.LOGIN)

    assert f"/ru/{russian.slug}/" not in ElementTree.tostring(read(), encoding="unicode")


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-news.xml"])
def test_the_briefs_of_two_days_that_appeared_here_first_are_news(read, make_brief, publish, path):
    title = "Tea & <b>\x0bbiscuits</b>"
    fresh = publish(make_brief(title, brief_date=timezone.now() - timedelta(hours=47)))
    publish(make_brief("Old", brief_date=timezone.now() - timedelta(hours=49)))
    mistyped = publish(make_brief("Mistyped"))
    type(mistyped).objects.filter(pk=mistyped.pk).update(brief_date=timezone.now() + timedelta(days=3650))
    publish(make_brief("From elsewhere", source_url="https://example.org/"))

    (news,) = read(path).iter(f"{NEWS}news")

    assert news.findtext(f"{NEWS}title") == "Tea & <b>biscuits</b>"
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "Briefs"
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "en"
    assert parse_datetime(news.findtext(f"{NEWS}publication_date")) == fresh.brief_date
    if path == "/sitemap-news.xml":
        assert locations(read(path)) == [f"{ROOT}/{fresh.slug}/"]


def test_what_one_file_cannot_hold_gets_a_table_of_contents(read, make_brief, publish, monkeypatch, client):
    monkeypatch.setattr(PublicPagesSitemap, "limit", 2)
    slugs = [publish(make_brief(f"Brief {number}")).slug for number in range(4)]

    contents = read()
    found = [
        place for address in locations(contents) for place in locations(read(address.removeprefix(ROOT)))
    ]

    assert contents.tag == f"{MAP}sitemapindex"
    assert len(locations(contents)) == 3
    assert found == [f"{ROOT}/", *(f"{ROOT}/{slug}/" for slug in slugs)]
    for path in ("/sitemap-pages.xml?p=9", "/sitemap-pages.xml?p=x", "/sitemap-nothing.xml"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-news.xml"])
def test_more_pages_cost_no_more_queries(client, make_brief, publish, security, russian_index, path):
    translated(security, russian_index)

    def queries():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    publish(publish(make_brief("One")).copy_for_translation(russian_index.locale))
    few = queries()
    for number in range(4):
        publish(publish(make_brief(f"More {number}")).copy_for_translation(russian_index.locale))

    assert queries() == few


def test_each_site_has_a_map_of_its_own(client, read, make_brief, publish, index):
    brief = publish(make_brief("Tea"))
    other = index.get_parent().add_child(instance=type(index)(title="Other", slug="other"))
    Site.objects.create(hostname="other.example.org", root_page=other)

    theirs = client.get("/sitemap.xml", headers={"host": "other.example.org"}).content.decode()

    assert brief.slug not in theirs
    assert locations(read()) == [f"{ROOT}/", f"{ROOT}/{brief.slug}/"]


def test_a_map_without_news_is_not_sent_twice(client, make_brief, publish, django_assert_max_num_queries):
    publish(make_brief("Old", brief_date=timezone.now() - timedelta(days=3)))
    tag = client.get("/sitemap.xml")["ETag"]

    with django_assert_max_num_queries(2):
        assert client.get("/sitemap.xml", headers={"if-none-match": tag}).status_code == 304

    publish(make_brief("News"))
    assert "ETag" not in client.get("/sitemap.xml")
