"""Each format keeps the rules of its specification, whatever editors wrote."""

import re
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.utils.dateparse import parse_datetime

from tests.briefs_app.feeds.conftest import FORMATS

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MIME_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
HOSTILE = "]]> <script>alert('x')</script> & \x0b\x00\x1b\ufffe\"\u00a0 ➜ 🛳"


@pytest.fixture
def hostile(full_brief, security, index):
    # PostgreSQL keeps no NUL, so nobody can store one.
    text = HOSTILE.replace("\x00", "")
    security.name = text
    security.save()
    index.title = index.introduction = text
    index.save()
    words = (
        "summary",
        "byline",
        "photo_credit",
        "photo_alt",
        "photo_caption",
        "status_reason",
        "source_name",
    )
    return full_brief(text, correction_note=text, **dict.fromkeys(words, text))


def is_absolute(url):
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and url.isascii() and " " not in url


QUERIES = ["", "?full=1", "?limit=1", "?topic=security&status=worsened"]


@pytest.mark.parametrize("query", QUERIES)
def test_rss_keeps_the_rules_of_rss(fetch, full_brief, hostile, query):
    full_brief("Tea & more")
    answer = fetch(f"/feed/{query}")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    channel = root.find("channel")

    assert (root.tag, root.get("version")) == ("rss", "2.0")
    for required in ("title", "link", "description"):
        assert len(channel.findall(required)) == 1
        assert channel.findtext(required).strip()
    assert is_absolute(channel.findtext("link"))
    assert channel.findtext("language") == "en"
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).tzinfo
    own = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert [link.get("href") for link in own] == [f"http://briefs.example.org/feed/{query}"]
    items = channel.findall("item")
    assert items
    guids = [item.find("guid") for item in items]
    assert len({guid.text for guid in guids}) == len(items)
    for item in items:
        for once in ("title", "link", "description", "guid", "pubDate", "enclosure", CONTENT):
            assert len(item.findall(once)) <= 1
        assert item.findtext("title") or item.findtext("description")
        assert is_absolute(item.findtext("link"))
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
        enclosure = item.find("enclosure")
        assert is_absolute(enclosure.get("url"))
        assert int(enclosure.get("length")) > 0
        assert MIME_TYPE.fullmatch(enclosure.get("type"))
        # E-mail addresses belong in author; a mere name has an element of its own.
        assert item.find("author") is None
        assert item.findtext("{http://purl.org/dc/elements/1.1/}creator")
        for category in item.findall("category"):
            assert category.text.strip()
            assert is_absolute(category.get("domain"))


@pytest.mark.parametrize("query", QUERIES)
def test_atom_keeps_the_rules_of_rfc_4287(fetch, full_brief, hostile, make_brief, publish, query):
    publish(make_brief("Nobody wrote this", status="worsened"))
    answer = fetch(f"/feed/atom/{query}")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)

    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for required in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{required}")) == 1
        assert urlsplit(element.findtext(f"{ATOM}id")).scheme
        assert element.findtext(f"{ATOM}title").strip()
        assert parse_datetime(element.findtext(f"{ATOM}updated")).tzinfo
        kinds = [
            (link.get("rel"), link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
        ]
        assert len(kinds) == len(set(kinds))
        for link in element.findall(f"{ATOM}link"):
            assert is_absolute(link.get("href"))
        for author in element.findall(f"{ATOM}author"):
            assert author.findtext(f"{ATOM}name").strip()
        for category in element.findall(f"{ATOM}category"):
            assert category.get("term")
    # An entry without an author takes the feed's.
    assert root.find(f"{ATOM}author") is not None
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")].count("self") == 1
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert ids
    assert len(ids) == len(set(ids))
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None
        assert entry.find(f"{ATOM}summary").get("type") == "html"
        assert parse_datetime(entry.findtext(f"{ATOM}published")).tzinfo
        content = entry.find(f"{ATOM}content")
        assert (content is not None and content.get("type") == "html") is ("full=1" in query)


@pytest.mark.parametrize("query", QUERIES)
def test_json_feed_keeps_the_rules_of_version_1_1(fetch, full_brief, hostile, query):
    answer = fetch(f"/feed/json/{query}")
    assert answer["Content-Type"].startswith("application/feed+json")
    feed = answer.json()

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"].strip()
    assert is_absolute(feed["home_page_url"])
    assert is_absolute(feed["feed_url"])
    assert None not in feed.values()
    assert feed["items"]
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["id"]
        assert ("content_html" in item) != ("content_text" in item)
        assert is_absolute(item["url"])
        assert is_absolute(item["external_url"])
        assert is_absolute(item["image"])
        for date in ("date_published", "date_modified"):
            assert parse_datetime(item[date]).tzinfo
        assert all(author["name"] for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item["tags"])
        for attachment in item["attachments"]:
            assert is_absolute(attachment["url"])
            assert MIME_TYPE.fullmatch(attachment["mime_type"])
            assert attachment["size_in_bytes"] > 0
        assert None not in item.values()


@pytest.mark.parametrize("path", FORMATS.values(), ids=FORMATS)
def test_an_empty_feed_is_a_feed(fetch, path):
    assert fetch(path).content


@pytest.mark.parametrize("kind", FORMATS)
def test_markup_of_editors_stays_text_in_every_field(fetch, parse, hostile, kind):
    answer = fetch(FORMATS[kind] + "?full=1")

    if kind == "json":
        item = answer.json()["items"][0]
        title, texts = item["title"], [item["content_html"]]
    else:
        assert parse(FORMATS[kind] + "?full=1").entries
        root = ElementTree.fromstring(answer.content)
        (item,) = [*root.iter("item"), *root.iter(f"{ATOM}entry")]
        title = (item.findtext("title") or "") + (item.findtext(f"{ATOM}title") or "")
        html = ("description", CONTENT, f"{ATOM}summary", f"{ATOM}content")
        texts = [found.text for tag in html for found in item.findall(tag)]
        assert len(texts) == 2
    assert title == "]]> <script>alert('x')</script> & \"\u00a0 ➜ 🛳"
    for text in texts:
        assert "&lt;script&gt;" in text
        assert "<script" not in text
        assert "\x0b" not in text
