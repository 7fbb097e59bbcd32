"""An answer for everybody is given once more from memory, by one query, until something public changes."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from briefs_app.caching.kept import Kept

pytestmark = pytest.mark.usefixtures("unindexed")
OUTLETS = ["/", "/tea/", "/topic/security/", "/feed/", "/api/v2/briefs/"]


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.BRIEFS_KEEP_PAGES_MB = 1


@pytest.fixture
def tea(make_brief, publish):
    tea = make_brief("Tea")
    tea.slug = "tea"
    return publish(tea)


@pytest.mark.parametrize("path", OUTLETS)
def test_the_second_reader_gets_the_same_by_one_query(client, tea, path, django_assert_num_queries):
    first = client.get(path)

    with django_assert_num_queries(1):
        second = client.get(path)

    assert second.status_code == 200
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())


def test_a_question_for_the_head_gets_no_body(client, tea):
    first = client.get("/tea/")

    head = client.head("/tea/")

    assert head.content == b""
    assert head["ETag"] == first["ETag"]


def test_the_head_alone_is_not_kept_as_a_page(client, tea):
    client.head("/tea/")

    assert "Tea" in client.get("/tea/").content.decode()


def test_other_words_and_kinds_are_asked_for_apart(client, tea, russian_index):
    english = client.get("/", headers={"Accept-Language": "en"})

    assert client.get("/?status=worsened").content != english.content
    assert client.get("/", headers={"Accept-Language": "ru"})["ETag"] != english["ETag"]


def test_each_change_shows_at_once(client, tea, publish):
    client.get("/tea/")
    tea.summary = "Green, and hot."
    publish(tea)

    assert "Green, and hot." in client.get("/tea/").content.decode()


def test_what_is_withdrawn_is_given_to_nobody(client, tea):
    client.get("/tea/")
    tea.unpublish()

    assert client.get("/tea/").status_code == 404
    assert "Tea" not in client.get("/").content.decode()


def test_what_becomes_private_is_given_to_nobody(client, tea):
    client.get("/tea/")
    PageViewRestriction.objects.create(page=tea, restriction_type="login")

    assert client.get("/tea/").status_code == 302


def test_who_is_logged_in_gets_a_page_of_their_own(client, admin_client, tea):
    for_everybody = client.get("/tea/").content

    assert b"wagtail-userbar" in admin_client.get("/tea/").content
    assert client.get("/tea/").content == for_everybody


def test_nothing_of_a_reader_who_is_logged_in_is_given_to_others(client, admin_client, tea):
    admin_client.get("/tea/")

    assert b"wagtail-userbar" not in client.get("/tea/").content


def test_nothing_is_kept_unless_the_setting_says_so(settings, client, tea):
    settings.BRIEFS_KEEP_PAGES_MB = 0
    client.get("/tea/")

    with CaptureQueriesContext(connection) as seen:
        client.get("/tea/")

    assert len(seen) > 1


def test_memory_has_an_end_and_the_newest_stay():
    kept = Kept()
    for number in range(200):
        kept.put(f"tag {number}", HttpResponse(b"x" * 50_000))
        kept.get("tag 0")

    known = [number for number in range(200) if kept.get(f"tag {number}")]
    assert len(known) < 20
    assert known[0] == 0
    assert known[-1] == 199


@pytest.mark.parametrize(
    "response",
    [HttpResponse(b"x" * 200_000), HttpResponse(b"x", headers={"Content-Encoding": "gzip"})],
    ids=["large", "packed"],
)
def test_what_is_large_or_packed_is_not_kept(response):
    kept = Kept()

    kept.put("tag", response)

    assert kept.get("tag") is None
