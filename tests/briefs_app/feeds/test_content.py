"""What an entry tells: the brief, its picture, its categories, its dates; and in full if asked."""

import json
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from tests.briefs_app.feeds.conftest import FORMATS
from tests.conftest import translated


def test_an_entry_tells_what_a_reader_needs(parse, full_brief):
    brief = full_brief(summary="Less <tea>.")

    for path in ("/feed/", "/feed/atom/"):
        entry = parse(path).entries[0]
        assert entry.title == "Tea"
        assert entry.link == f"http://briefs.example.org/{brief.slug}/"
        assert entry.summary == "Less &lt;tea&gt;."
        assert entry.author == "Anna Petrova"
        assert {tag.get("label") or tag.term for tag in entry.tags} == {"Security", "Worsened"}
        assert entry.published_parsed[:3] == (2026, 6, 8)
        assert entry.updated_parsed[:5] == brief.last_published_at.timetuple()[:5]
        assert entry.media_content[0]["medium"] == "image"
        assert entry.media_credit[0]["content"] == "Ivan"
        (enclosure,) = [link for link in entry.links if link.rel == "enclosure"]
        assert (enclosure.type, enclosure.href) == ("image/jpeg", entry.media_content[0]["url"])


def test_a_json_item_tells_the_same_and_the_judgement(fetch, full_brief):
    brief = full_brief()
    item = fetch("/feed/json/").json()["items"][0]

    assert item["content_text"] == item["summary"] == "Tea, in short."
    assert item["external_url"] == "https://example.org/tea"
    assert item["authors"] == [{"name": "Anna Petrova"}]
    assert item["tags"] == ["Security", "Worsened"]
    assert item["language"] == "en"
    assert item["attachments"][0]["url"] == item["image"]
    assert item["_brief"] == {
        "status": "worsened",
        "status_reason": "Ships are late.",
        "topic": "security",
        "period_start": "2026-06-01",
        "period_end": "2026-06-07",
    }
    assert datetime.fromisoformat(item["date_published"]) == datetime(2026, 6, 8, 12, tzinfo=UTC)
    assert item["url"].endswith(f"/{brief.slug}/")


def test_the_length_of_a_picture_is_the_number_of_its_bytes(fetch, full_brief, settings):
    full_brief()
    attachment = fetch("/feed/json/").json()["items"][0]["attachments"][0]

    name = attachment["url"].partition("/media/")[2]
    assert len((settings.MEDIA_ROOT / name).read_bytes()) == attachment["size_in_bytes"]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_lost_picture_does_not_cost_the_feed(fetch, full_brief, photo, kind):
    full_brief()
    photo.file.storage.delete(photo.file.name)
    photo.renditions.all().delete()

    assert "Tea" in fetch(FORMATS[kind]).content.decode()


def ids(fetch, parse):
    return {
        *(entry.id for path in ("/feed/", "/feed/atom/") for entry in parse(path).entries),
        *(item["id"] for item in fetch("/feed/json/").json()["items"]),
    }


def test_an_entry_keeps_its_id_whatever_its_address(fetch, parse, full_brief, publish):
    brief = full_brief()
    before = ids(fetch, parse)
    assert len(before) == 1

    brief.slug, brief.title = "coffee", "Coffee"
    publish(brief)

    assert "/coffee/" in fetch("/feed/").content.decode()
    assert ids(fetch, parse) == before


def test_a_translation_is_an_entry_of_its_own(titles, fetch, full_brief, russian_index):
    brief = full_brief()
    translated(brief.topic, russian_index)
    russian = brief.copy_for_translation(russian_index.locale)
    russian.save_revision().publish()

    items = fetch("/feed/json/?language=en&language=ru").json()["items"]

    assert len({item["id"] for item in items}) == len(items) == 2
    assert {item["language"] for item in items} == {"en", "ru"}


def test_each_question_is_a_feed_of_its_own_in_whatever_format(parse, full_brief, energy):
    full_brief()
    paths = [
        "/feed/atom/",
        "/feed/atom/?status=worsened",
        "/topic/security/feed/atom/",
        "/topic/energy/feed/atom/",
    ]

    assert len({parse(path).feed.id for path in paths}) == 4


@pytest.fixture
def whole(full_brief, photo, index):
    document = get_document_model().objects.create(title="Plan", file=ContentFile(b"x", name="plan.txt"))
    body = [
        {"type": "key_points", "value": ["First <point>", "Second"]},
        {"type": "heading", "value": "Tea & ships"},
        {
            "type": "paragraph",
            "value": f'<p>See <a linktype="page" id="{index.pk}">here</a>, '
            f'<a linktype="document" id="{document.pk}">the plan</a>, <a href="/there/">there</a>, '
            '<a href="javascript:alert(1)">not there</a>, <a href="http://[">nowhere</a> '
            '<b onclick="x()">bold</b><script>alert(2)</script><iframe src="https://example.org/"></iframe></p>',
        },
        {"type": "quote", "value": {"text": "Late.", "attribution": "A captain"}},
        {"type": "image", "value": {"image": photo.pk, "caption": "Waves", "credit": "Olga"}},
        {"type": "image", "value": {"image": 999999, "caption": "Gone", "credit": ""}},
        {
            "type": "table",
            "value": {"data": [["Port", "Ships"], ["Halm", None]], "first_row_is_table_header": True},
        },
        {"type": "embed", "value": "https://example.org/video"},
    ]
    return full_brief(body=json.dumps(body), correction_note="Not five ships but four.")


def test_a_full_text_is_complete_harmless_and_stands_on_its_own(fetch, whole):
    html = fetch("/feed/json/?full=1").json()["items"][0]["content_html"]

    for part in (
        "<p>Tea, in short.</p>",
        "Not five ships but four.",
        "<li>First &lt;point&gt;</li>",
        "<h2>Tea &amp; ships</h2>",
        '<a href="http://briefs.example.org/">here</a>',
        '<a href="http://briefs.example.org/documents/',
        '<a href="http://briefs.example.org/there/">there</a>',
        "<a>not there</a>",
        "<a>nowhere</a>",
        "<b>bold</b>",
        "<blockquote><p>Late.</p><p>— A captain</p></blockquote>",
        'src="http://briefs.example.org/media/images/',
        "Waves Photo: Olga",
        "<th>Port</th>",
        "<td>Halm</td><td></td>",
        '<a href="https://example.org/video">',
        '<a href="https://example.org/tea">The Review</a>',
    ):
        assert part in html
    for part in ("script", "onclick", "iframe", "alert", "srcset", 'href="/', 'src="/'):
        assert part not in html


@pytest.mark.parametrize("kind", FORMATS)
def test_a_host_may_send_full_texts_unless_asked_otherwise(fetch, whole, settings, kind):
    settings.BRIEFS_FEED_FULL = True

    assert "A captain" in fetch(FORMATS[kind]).content.decode()
    assert "A captain" not in fetch(FORMATS[kind] + "?full=0").content.decode()


@pytest.mark.parametrize("path", [*FORMATS.values(), "/topic/security/feed/?full=1"])
def test_what_is_not_public_is_in_no_feed(fetch, full_brief, make_brief, path):
    full_brief("Public")
    secret = full_brief("Secret")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    make_brief("Secret draft")

    text = fetch(path).content.decode()

    assert "Public" in text
    assert "Secret" not in text


@pytest.mark.parametrize("path", [*FORMATS.values(), "/topic/security/feed/"])
def test_a_subscriber_who_has_the_newest_feed_is_told_so_in_two_queries(
    client, full_brief, path, django_assert_max_num_queries
):
    full_brief()
    tag = client.get(path)["ETag"]

    with django_assert_max_num_queries(2):
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
