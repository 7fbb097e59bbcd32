"""What a page tells search engines, social networks and feed readers."""

import json
from html.parser import HTMLParser

import pytest

from briefs_app.pages.models import BriefPage
from tests.conftest import translated

pytestmark = pytest.mark.usefixtures("unindexed")

HOSTILE = '</script><script>alert("x")</script> <!-- & \u2028 Tea'


class Head(HTMLParser):
    """Metas by name or property, links, scripts of data; and whether markup broke out."""

    def __init__(self):
        super().__init__()
        self.metas, self.links, self.data, self.scripts = {}, [], [], []
        self.inside = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "meta":
            self.metas.setdefault(given.get("property") or given.get("name"), []).append(given.get("content"))
        elif tag == "link":
            self.links.append(given)
        elif tag == "script":
            self.inside = self.data if given.get("type") == "application/ld+json" else self.scripts

    def handle_data(self, data):
        if self.inside is not None:
            self.inside.append(data)

    def handle_endtag(self, tag):
        if tag == "script":
            self.inside = None


@pytest.fixture
def head(client, index):
    def head(path):
        answer = client.get(path, headers={"host": "briefs.example.org"})
        assert answer.status_code == 200
        head = Head()
        head.feed(answer.content.decode())
        return head

    return head


@pytest.fixture
def brief(make_brief, publish, photo):
    photo.description = "A calm sea"
    photo.save()
    return publish(
        make_brief(
            "Tea is late",
            summary="Less tea.",
            photo=photo,
            photo_credit="Ivan",
            photo_caption="The sea",
            byline="Anna Petrova",
            period_start="2026-06-01",
            period_end="2026-06-07",
            correction_note="Four ships, not five.",
        )
    )


def test_a_shared_brief_shows_its_headline_its_judgement_and_its_photo(head, brief):
    metas = head(brief.url).metas

    for name, value in {
        "og:type": "article",
        "og:title": "Tea is late",
        "og:description": "Less tea.",
        "og:url": f"http://briefs.example.org{brief.url}",
        "og:site_name": "Briefs",
        "og:locale": "en",
        "og:image:alt": "A calm sea",
        "og:image:type": "image/jpeg",
        "og:image:width": "400",
        "article:section": "Security",
        "article:published_time": brief.shown_date.isoformat(),
        "article:modified_time": brief.last_published_at.isoformat(),
        "author": "Anna Petrova",
        "twitter:card": "summary_large_image",
        "robots": "max-image-preview:large",
    }.items():
        assert metas[name] == [value], name
    assert metas["og:image"][0].startswith("http://briefs.example.org/media/images/")
    assert metas["og:image"][0].endswith(".jpg")


def test_a_brief_without_photo_is_shared_as_a_small_card(head, make_brief, publish):
    metas = head(publish(make_brief("Tea")).url).metas

    assert metas["twitter:card"] == ["summary"]
    assert "og:image" not in metas


def test_search_engines_read_a_brief_as_an_analysis(head, brief):
    (text,) = head(brief.url).data
    data = json.loads(text)
    url = f"http://briefs.example.org{brief.url}"

    assert data["@type"] == "AnalysisNewsArticle"
    assert data["headline"] == "Tea is late"
    assert data["mainEntityOfPage"] == {"@type": "WebPage", "@id": url}
    assert data["datePublished"] == brief.shown_date.isoformat()
    assert data["dateModified"] == brief.last_published_at.isoformat()
    assert data["inLanguage"] == "en"
    assert data["author"] == {"@type": "Person", "name": "Anna Petrova"}
    assert data["publisher"] == {
        "@type": "Organization",
        "name": "Briefs",
        "url": "http://briefs.example.org/",
    }
    assert data["articleSection"] == data["about"]["name"] == "Security"
    assert data["about"]["url"] == "http://briefs.example.org/topic/security/"
    assert data["temporalCoverage"] == "2026-06-01/2026-06-07"
    assert data["image"]["creditText"] == "Ivan"
    assert data["image"]["width"] == 400
    (correction,) = data["correction"]
    assert correction.pop("datePublished")
    assert correction == {"@type": "CorrectionComment", "text": "Four ships, not five."}
    assert "isBasedOn" not in data


def test_a_brief_from_elsewhere_names_its_source_everywhere(head, make_brief, publish):
    brief = publish(make_brief("Tea", source_url="https://example.org/tea"))
    found = head(brief.url)

    assert json.loads(found.data[0])["isBasedOn"] == "https://example.org/tea"
    assert [link["href"] for link in found.links if link["rel"] == "canonical"] == ["https://example.org/tea"]
    assert json.loads(found.data[0])["author"]["@type"] == "Organization"


def test_a_hostile_headline_breaks_out_of_nothing(head, make_brief, publish, photo, security):
    security.name = HOSTILE[:80]
    security.save()
    words = ("summary", "byline", "photo_alt", "photo_caption", "photo_credit", "correction_note")
    brief = publish(make_brief(HOSTILE, photo=photo, **dict.fromkeys(words, HOSTILE)))

    found = head(brief.url)

    assert not any("alert" in script for script in found.scripts)
    (text,) = found.data
    assert "<" not in text
    assert json.loads(text)["headline"] == HOSTILE
    assert found.metas["og:title"] == [HOSTILE]
    assert found.metas["author"] == [HOSTILE]


def test_a_brief_and_its_translation_know_each_other(head, brief, publish, russian_index):
    translated(brief.topic, russian_index)
    russian = publish(brief.copy_for_translation(russian_index.locale))
    here, there = (f"http://briefs.example.org{page.url}" for page in (brief, russian))

    for page, locale, other in ((brief, "en", "ru"), (russian, "ru", "en")):
        found = head(page.url)
        assert found.metas["og:locale"] == [locale]
        assert found.metas["og:locale:alternate"] == [other]
        links = {link["hreflang"]: link["href"] for link in found.links if "hreflang" in link}
        assert links == {"en": here, "ru": there, "x-default": here}


FEEDS = [
    ("application/rss+xml", "Briefs", "/feed/"),
    ("application/atom+xml", "Briefs (Atom)", "/feed/atom/"),
    ("application/feed+json", "Briefs (JSON)", "/feed/json/"),
]
TOPIC_FEEDS = [
    ("application/rss+xml", "Briefs: Security", "/topic/security/feed/"),
    ("application/atom+xml", "Briefs: Security (Atom)", "/topic/security/feed/atom/"),
    ("application/feed+json", "Briefs: Security (JSON)", "/topic/security/feed/json/"),
]


@pytest.mark.parametrize(("path", "expected"), [("/", FEEDS), ("/topic/security/", FEEDS + TOPIC_FEEDS)])
def test_a_reader_finds_the_feeds_by_itself(head, client, brief, path, expected):
    links = [link for link in head(path).links if link.get("type", "").startswith("application/")]

    assert [(link["type"], link["title"], link["href"]) for link in links] == expected
    for link in links:
        assert client.get(link["href"])["Content-Type"].startswith(link["type"])


@pytest.mark.parametrize("path", ["/", "/topic/security/", "/2026/w23/"])
def test_other_pages_are_shared_as_what_they_are(head, brief, path):
    metas = head(path).metas

    assert metas["og:type"] == ["website"]
    assert len(metas["og:title"]) == 1
    assert metas["og:title"][0].strip()


def test_an_unfinished_brief_can_be_previewed_with_its_metadata(index):
    answer = BriefPage(title="Only a headline", locale=index.locale).make_preview_request()

    head = Head()
    head.feed(answer.text)
    assert json.loads(head.data[0])["headline"] == "Only a headline"
