"""An alias of a brief is read at its own address, and counts as a second brief nowhere."""

from importlib.util import find_spec

import pytest
from wagtail.models import PageViewRestriction

from briefs_app import audience, reader
from briefs_app.pages.models import BriefPage

HOST = {"host": "briefs.example.org"}
LISTS = [
    *("/", "/topic/security/", "/2026/w23/", "/2026/06/", "/archive/", "/trends/", "/trends/json/"),
    *("/feed/", "/feed/atom/", "/feed/json/", "/topic/security/feed/"),
    *("/search/", "/sitemap.xml", "/sitemap-news.xml"),
    *("/api/v2/briefs/?facets=topic,status,language,year", "/api/v2/pages/", "/api/v2/pages/?slug=alias"),
    *("/api/v2/trends/", "/api/v2/editions/", "/api/v2/editions/2026-w23/"),
    *(
        ["/api/v3/pages/", "/api/v3/pages/?type=briefs_pages.BriefPage"]
        if find_spec("wagtail.api.v3")
        else []
    ),
]
WITH_WORDS = [
    *("/search/?q=tea", "/api/v2/briefs/?search=tea", "/api/v2/pages/?search=tea"),
    *(["/api/v3/pages/?search=tea"] if find_spec("wagtail.api.v3") else []),
]


@pytest.fixture
def original(make_brief, publish):
    return publish(make_brief("Tea", period_start="2026-06-01", period_end="2026-06-07"))


@pytest.fixture
def read(client):
    def read(url):
        answer = client.get(url, headers=HOST)
        assert answer.status_code == 200, url
        return answer.content.decode()

    return read


def test_an_alias_changes_no_list(read, original, index, telegram, subscriber, says, subtests):
    before = {url: read(url) for url in LISTS}
    latest, of_topic = says(subscriber, "/latest"), says(subscriber, "/topic security")
    original.create_alias(parent=index, update_slug="alias")

    for url in LISTS:
        with subtests.test(url):
            assert read(url) == before[url]
    assert says(subscriber, "/latest") == latest
    assert says(subscriber, "/topic security") == of_topic


@pytest.mark.indexed
def test_a_search_finds_a_brief_once(read, original, index, subtests):
    before = {url: read(url) for url in WITH_WORDS}
    original.create_alias(parent=index, update_slug="alias")

    for url in WITH_WORDS:
        with subtests.test(url):
            assert read(url) == before[url]
    assert len(reader.search("tea", 5)) == 1


def restricted(original):
    PageViewRestriction.objects.create(page=original, restriction_type=PageViewRestriction.LOGIN)


def withdrawn(original):
    BriefPage.objects.filter(pk=original.pk).update(live=False)


def on_another_site(original):
    root = original.get_root()
    original.move(root, pos="last-child")


def test_an_alias_is_as_restricted_as_its_original(client, read, original, index):
    """Wagtail asks for a password there, so no list and no answer may name it either."""
    alias = original.create_alias(parent=index, update_slug="alias")
    restricted(original)

    assert client.get("/alias/", headers=HOST).status_code == 302
    for url in LISTS:
        if "2026" not in url:  # an edition that is empty now
            assert "/alias/" not in read(url), url
    assert client.get(f"/api/v2/briefs/{alias.pk}/", headers=HOST).status_code == 404
    assert reader.latest(5) == []


@pytest.mark.parametrize("hide", [withdrawn, on_another_site])
def test_an_alias_is_listed_where_its_original_is_not(read, original, index, hide):
    original.create_alias(parent=index, update_slug="alias")
    hide(original)

    assert "/alias/" in read("/")


def test_an_alias_of_a_brief_that_nobody_reads_is_its_own_canonical_page(read, original, index):
    original.create_alias(parent=index, update_slug="alias")
    withdrawn(original)

    assert f'<link rel="canonical" href="http://{HOST["host"]}/alias/">' in read("/alias/")


def test_an_alias_in_another_language_is_a_brief_there(read, original, russian_index):
    original.copy_for_translation(russian_index.locale, alias=True)

    assert len(audience.published(language="en")) == len(audience.published(language="ru")) == 1
    assert f'<link rel="canonical" href="http://{HOST["host"]}/ru/{original.slug}/">' in read(
        f"/ru/{original.slug}/"
    )


def test_the_page_of_an_alias_names_its_original(read, original, index):
    alias = original.create_alias(parent=index, update_slug="alias")
    url = f"http://{HOST['host']}/{original.slug}/"

    page = read("/alias/")

    assert f'<link rel="canonical" href="{url}">' in page
    assert f'<meta property="og:url" content="{url}">' in page
    assert f'"url": "{url}"' in page
    assert f"http://{HOST['host']}/alias/" not in page
    assert '"title":"Tea"' in read(f"/api/v2/briefs/{alias.pk}/")
