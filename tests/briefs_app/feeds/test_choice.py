"""What a subscriber may ask for: formats, topics, statuses, languages, length, pages."""

import json

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.models import Image

from tests.briefs_app.feeds.conftest import FORMATS


@pytest.fixture
def five(make_brief, publish, energy, russian_index, security):
    """Four English briefs and a Russian one, on two topics."""
    russian = energy.copy_for_translation(russian_index.locale)
    russian.name = "Энергетика"
    russian.save()
    publish(make_brief("Patrols", status="improved", period_start="2025-12-01", period_end="2025-12-07"))
    publish(make_brief("Radar", status="worsened", period_start="2026-01-05", period_end="2026-01-11"))
    publish(make_brief("Dams", status="worsened", topic=energy))
    publish(make_brief("Gas", status="", topic=energy))
    publish(make_brief("Газ", status="worsened", topic=russian, parent=russian_index))


ASKED = {
    "/feed/json/": ["Gas", "Dams", "Radar", "Patrols"],
    "/feed/json/?status=worsened": ["Dams", "Radar"],
    "/feed/json/?status=worsened&status=not_assessed": ["Gas", "Dams", "Radar"],
    "/feed/json/?topic=energy": ["Gas", "Dams"],
    "/feed/json/?topic=energy&topic=security&status=improved": ["Patrols"],
    "/feed/json/?year=2026": ["Radar"],
    "/feed/json/?language=ru": ["Газ"],
    "/feed/json/?language=ru&language=en&status=worsened": ["Газ", "Dams", "Radar"],
    "/feed/json/?language=ru&language=en&topic=energy": ["Газ", "Gas", "Dams"],
    "/topic/energy/feed/json/": ["Gas", "Dams"],
    "/topic/energy/feed/json/?status=worsened": ["Dams"],
    "/topic/energy/feed/json/?status=worsened&language=ru": ["Газ"],
    "/ru/feed/json/": ["Газ"],
    "/ru/topic/energy/feed/json/": ["Газ"],
    "/feed/json/?utm_source=letter": ["Gas", "Dams", "Radar", "Patrols"],
}


def test_a_feed_has_what_its_address_asks_for(titles, five, subtests):
    for path, expected in ASKED.items():
        with subtests.test(path):
            assert titles(path) == expected


@pytest.mark.parametrize("prefix", ["/feed/", "/topic/security/feed/"])
@pytest.mark.parametrize(("kind", "version"), [("", "rss20"), ("rss/", "rss20"), ("atom/", "atom10")])
def test_each_feed_comes_in_each_format(parse, make_brief, publish, prefix, kind, version):
    publish(make_brief("Tea"))

    feed = parse(prefix + kind)

    assert feed.version == version
    assert [entry.title for entry in feed.entries] == ["Tea"]


@pytest.mark.parametrize(
    "path",
    [
        "/feed/xml/",
        "/topic/nothing/feed/",
        "/feed/?status=worsend",
        "/feed/?status=worsened&status=",
        "/feed/?topic=nothing",
        "/feed/?topic=%00",
        "/feed/?language=xx",
        "/feed/?year=last",
        "/feed/?page=0",
        "/feed/?page=x",
        "/feed/?page=-1",
        "/feed/?page=99999999999999999999",
        "/feed/?page=%C2%B2",
        "/feed/?page=7",
        "/feed/?limit=0",
        "/feed/?limit=all",
        "/feed/?full=perhaps",
    ],
)
def test_a_slip_of_the_pen_subscribes_to_nothing(fetch, make_brief, publish, path):
    publish(make_brief("Tea"))

    fetch(path, status=404)


def test_a_feed_says_what_it_is_about(fetch, parse, five, security):
    security.description = "Borders and the sea."
    security.save()

    assert parse("/feed/").feed.title == "Briefs"
    topic = parse("/topic/security/feed/?status=worsened").feed
    assert topic.title == "Briefs: Security, Worsened"
    assert topic.subtitle == "Borders and the sea."
    assert topic.link == "http://briefs.example.org/topic/security/"
    assert parse("/ru/topic/energy/feed/?status=worsened").feed.title == "Сводки: Энергетика, Ухудшение"
    assert parse("/ru/feed/").feed.language == "ru"


@pytest.mark.parametrize("kind", FORMATS)
def test_one_can_go_from_page_to_page_and_meets_each_brief_once(client, many, kind):
    many(5)
    address, met = FORMATS[kind] + "?limit=2", []
    while address:
        answer = client.get(address, headers={"host": "briefs.example.org"})
        found, address = _items_and_next(kind, answer)
        met += found

    assert met == [f"Brief {day}" for day in (4, 3, 2, 1, 0)]


def _items_and_next(kind, answer):
    if kind == "json":
        feed = answer.json()
        return [item["title"] for item in feed["items"]], feed.get("next_url", "")
    feed = feedparser.parse(answer.content)
    links = {link.rel: link.href for link in feed.feed.links}
    return [entry.title for entry in feed.entries], links.get("next", "")


def test_a_page_knows_its_neighbours_and_its_own_address(parse, many):
    many(5)

    links = {
        link.rel: link.href for link in parse("/feed/atom/?limit=2&x=y&page=2&status=improved").feed.links
    }

    root = "http://briefs.example.org/feed/atom/?status=improved&limit=2"
    assert links["self"] == f"{root}&page=2"
    assert links["first"] == links["previous"] == root
    assert links["next"] == f"{root}&page=3"


def test_nobody_gets_more_than_a_hundred_at_once(titles, many, settings):
    settings.BRIEFS_FEED_LENGTH = 3
    many(4)

    assert len(titles("/feed/json/")) == 3
    assert len(titles("/feed/json/?limit=4")) == 4
    assert len(titles("/feed/json/?limit=99999")) == 4


@pytest.mark.parametrize("path", [*FORMATS.values(), "/topic/security/feed/?full=1"])
def test_a_feed_costs_as_many_queries_for_many_briefs_as_for_few(client, full_brief, photo, path):
    def queries():
        client.get(path)  # draws new pictures
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    briefs = [full_brief("One")]
    briefs.append(full_brief("Two", body=_body(photo, briefs)))
    few = queries()
    for number in range(4):
        briefs.append(full_brief(f"More {number}", body=_body(photo, briefs)))

    assert queries() == few


def _body(photo, others):
    """Links to other briefs, and two pictures."""
    new = Image.objects.create(title="New", file=photo.file)
    links = "".join(f'<p><a linktype="page" id="{other.pk}">There</a></p>' for other in others)
    pictures = [{"image": image.pk, "caption": "", "credit": ""} for image in (photo, new)]
    return json.dumps(
        [
            {"type": "paragraph", "value": links},
            *({"type": "image", "value": picture} for picture in pictures),
        ]
    )
