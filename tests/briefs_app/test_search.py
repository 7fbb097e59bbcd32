"""Searching below an index page: words, facets, and what to do when nothing is found."""

import json
import re
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from elastic_transport import ApiResponseMeta, BaseNode, HttpHeaders
from elastic_transport._node import NodeApiResponse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction
from wagtail.search.backends import get_search_backend

from briefs_app import audience, reader
from briefs_app.pages.models import BriefPage
from briefs_app.search import facets, query


@pytest.fixture
def public(make_brief):
    def public(*args, **fields):
        brief = make_brief(*args, **fields)
        brief.save_revision().publish()
        return brief

    return public


@pytest.fixture
def four(public, energy, russian_index):
    """Three English briefs and a Russian one, over two years."""
    russian = energy.copy_for_translation(russian_index.locale)
    russian.name, russian.slug = "Энергетика", "energetika"
    russian.save()
    public("Tea by sea", period_start="2025-06-01", period_end="2025-06-07")
    public("Tea by rail", status="", topic=energy)
    public("Coffee", status="worsened", period_start="2026-06-01", period_end="2026-06-07")
    # Translated, but still with the topic of its original.
    public("Чай", parent=russian_index, topic=energy)


def numbers(counts):
    return {name: [(each.value, each.label, each.count) for each in found] for name, found in counts.items()}


def test_briefs_are_counted_by_topic_status_language_and_year(four, django_assert_num_queries):
    with django_assert_num_queries(3):
        counts = facets.count(BriefPage.objects.all())

    assert numbers(counts) == {
        "topic": [("security", "Security", 2), ("energy", "Energy", 2)],
        "status": [
            ("improved", "Improved", 2),
            ("worsened", "Worsened", 1),
            ("not_assessed", "Not assessed", 1),
        ],
        "language": [("en", "English", 3), ("ru", "Русский", 1)],
        "year": [("2026", "2026", 1), ("2025", "2025", 1)],
    }


def test_a_facet_ignores_what_is_asked_of_itself_and_honours_the_others(four):
    counts = facets.count(BriefPage.objects.all(), {"topic": ["energy"], "status": ["not_assessed"]})

    assert numbers(counts) == {
        "topic": [("energy", "Energy", 1)],
        "status": [("improved", "Improved", 1), ("not_assessed", "Not assessed", 1)],
        "language": [("en", "English", 1)],
        "year": [],
    }


@pytest.fixture
def find(client, index):
    def find(path="/search/", **query):
        answer = client.get(path, query)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return find


def titles(page):
    return re.findall(
        r'<h3 class="result-headline" lang="..">'
        r'<a href="[^"]*" dir="auto">(.*?)</a>',
        page,
    )


def offered(page, name):
    """The options of a facet with their numbers."""
    found = re.findall(
        rf'name="{name}" value="([^"]*)"( checked)?> <span>[^<]*</span> <span class="facet-count">(\d+)<',
        page,
    )
    return {value + ("!" if checked else ""): int(number) for value, checked, number in found}


@pytest.mark.indexed
def test_words_are_found_in_title_summary_and_body_and_all_of_them_count(find, public):
    public("Harbour closed", summary="Ships wait.")
    public("Ships", summary="They wait.")
    public("Roads", summary="Dry.", body=[("paragraph", "<p>No ships in the harbour</p>")])

    assert set(titles(find(q="ships harbour"))) == {"Harbour closed", "Roads"}


@pytest.mark.indexed
def test_the_best_match_comes_first_unless_the_newest_is_asked_for(find, public):
    public("Ships, ships, ships", summary="Ships.", brief_date=timezone.now() - timedelta(days=9))
    public("Roads", summary="Far from any ships, the roads are dry and long and nearly empty.")

    assert titles(find(q="ships")) == ["Ships, ships, ships", "Roads"]
    assert titles(find(q="ships", order="date")) == ["Roads", "Ships, ships, ships"]


def test_a_search_without_words_lists_every_brief_of_the_language_newest_first(find, four):
    page = find()

    assert titles(page) == ["Coffee", "Tea by rail", "Tea by sea"]
    assert "3 briefs found" in page
    assert offered(page, "topic") == {"security": 2, "energy": 1}
    assert offered(page, "language") == {"en!": 3, "ru": 1}
    assert offered(page, "year") == {"2026": 1, "2025": 1}


@pytest.mark.indexed
def test_facets_narrow_the_results_and_can_be_taken_back(find, four):
    page = find(q="tea", topic=["energy", "security"], status="not_assessed")

    assert titles(page) == ["Tea by rail"]
    assert offered(page, "topic") == {"security!": 0, "energy!": 1}
    assert offered(page, "status") == {"improved": 1, "not_assessed!": 1}
    assert 'href="?q=tea&amp;topic=energy&amp;topic=security"' in page.split('aria-label="Chosen filters"')[1]
    assert titles(find(q="tea", topic=["energy", "security"])) != titles(page)


def test_a_russian_index_searches_russian_briefs_by_the_same_topics(find, four):
    page = find("/ru/search/", topic="energetika")

    assert titles(page) == ["Чай"]
    assert titles(find(topic="energy", language="ru")) == ["Чай"]
    assert '<h3 class="result-headline" lang="ru">' in find(language="ru")


def test_another_language_keeps_the_words(find, four):
    assert 'href="/ru/search/?q=tea" hreflang="ru"' in find(q="tea")


def test_what_makes_no_sense_is_ignored(find, four):
    assert len(titles(find(topic="nothing", status="x", language="xx", year="12", order="?", page="x"))) == 3
    assert titles(find(topic=["nothing", "energy"])) == ["Tea by rail"]


@pytest.mark.indexed
def test_nothing_found_says_so_and_what_to_try(find, four):
    page = find(q="tea", status="worsened")
    assert "0 briefs found" in page
    assert '<a href="?q=tea">See 2 briefs without the filters</a>' in page

    assert '<a href="/topic/energy/">All briefs on Energy</a>' in find(q="enregy")
    assert '<a href="?q=%D1%87%D0%B0%D0%B9&amp;language=ru">In another language: Русский (1)</a>' in find(
        q="чай"
    )
    assert '<a href="/search/">See all briefs</a>' in find(q="***")


@pytest.mark.indexed
def test_paging_keeps_words_and_facets(find, four, settings):
    settings.BRIEFS_PER_PAGE = 1

    page = find(q="tea", language=["en", "ru"])

    assert "2 briefs found" in page
    assert 'rel="next" href="?q=tea&amp;language=en&amp;language=ru&amp;page=2">Next page</a>' in page


def test_a_result_page_is_not_for_search_engines_and_every_page_has_a_search_box(find, four):
    assert '<meta name="robots" content="noindex, follow">' in find(q="tea")
    assert '<form class="search-box" role="search" method="get" action="/search/">' in find("/")
    assert find(q="tea").count("<form ") == 1


HOSTILE = [
    "%",
    "_%_",
    "\0",
    "te\0a",
    '"tea',
    "'tea''",
    "tea OR NOT AND NEAR(",
    "tea & | ! :* <->",
    "-tea +tea ~tea @tea",
    "{title}: tea",
    "\\",
    "tea\\' OR 1=1 --",
    "a" * 5000,
    "tea " * 2000,
    " ".join(map(str, range(70))),
    "\ud7ff\uffff\u202e<script>",
    "🚢",
    "50%s off %(x)s",
]


def test_no_words_break_the_search(find, four, subtests):
    for text in HOSTILE:
        with subtests.test(text=text[:40]):
            assert "<script>" not in find(q=text)


@given(st.text(max_size=40))
@hypothesis_settings(max_examples=150)
def test_no_text_at_all_breaks_the_search(four, text):
    words = query.plain(text)

    len(query.matching(audience.readable(), text))
    assert query.plain(words) == words


def test_words_keep_their_inner_signs_and_marks():
    assert query.plain("  \"U.S.\" (COVID-19), 'O’Neill' *नदी*: ") == "U.S COVID-19 O’Neill नदी"


@pytest.mark.parametrize(
    "query", [{}, {"q": "tea"}, {"q": "tea", "topic": "security"}, {"order": "date", "q": "tea"}]
)
def test_twelve_briefs_cost_as_many_queries_as_three(client, public, query):
    def cost():
        client.get("/search/", query)  # what is remembered from one request to the next
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/search/", query).status_code == 200
        return len(caught)

    for number in range(3):
        public(f"Tea {number}")
    few = cost()
    for number in range(9):
        public(f"More tea {number}")

    assert cost() == few


class LaggingEngine(BaseNode):
    """Stands in for Elasticsearch: proposes all it ever heard of, as an index that is late."""

    known: ClassVar[list] = []
    asked: ClassVar[list] = []

    def perform_request(self, method, target, body=None, headers=None, request_timeout=None):
        hits = []
        if "/_doc/" in target:
            self.known.insert(0, json.loads(body)["pk"])
        elif target.endswith("/_search") or "/_search?" in target:
            self.asked.append(json.loads(body)["query"]["bool"])
            hits = [{"_score": 1, "fields": {"pk": [pk]}} for pk in self.known]
        answer = {"acknowledged": True, "_scroll_id": "next", "hits": {"hits": hits}}
        told = HttpHeaders({"x-elastic-product": "Elasticsearch", "content-type": "application/json"})
        return NodeApiResponse(
            ApiResponseMeta(200, "1.1", told, 0.0, self.config), json.dumps(answer).encode()
        )


@pytest.fixture
def engine(settings):
    LaggingEngine.known, LaggingEngine.asked = [], []
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {
            "BACKEND": "wagtail.search.backends.elasticsearch9",
            "OPTIONS": {"node_class": LaggingEngine},
        }
    }
    return LaggingEngine


def test_a_search_engine_proposes_and_the_database_decides(engine, find, public, energy):
    told = ("Open", "Restricted", "Expired", "Withdrawn")
    briefs = {title: public(title, topic=energy) for title in told}
    public("Also open")
    PageViewRestriction.objects.create(page=briefs["Restricted"], restriction_type=PageViewRestriction.LOGIN)
    BriefPage.objects.filter(pk=briefs["Expired"].pk).update(expire_at=timezone.now() - timedelta(hours=1))
    BriefPage.objects.filter(pk=briefs["Withdrawn"].pk).update(live=False)

    page = find(q="tea")

    assert titles(page) == ["Also open", "Open"]
    assert offered(page, "topic") == {"security": 1, "energy": 1}
    assert titles(find(q="tea", order="date")) == ["Also open", "Open"]
    assert titles(find(q="tea", topic="energy")) == ["Open"]


def test_a_search_engine_is_told_who_may_read_and_gets_the_plain_words(engine, find, public):
    secret = public("Secret")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)

    find(q='"tea" AND')

    (asked,) = engine.asked
    assert '"query": "tea AND", "operator": "and"' in json.dumps(asked["must"])
    told = json.dumps(asked["filter"])
    for field in ("live_filter", "expire_at_filter", "path_filter"):
        assert field in told
    assert json.dumps(secret.path) in told


def test_an_engine_that_finds_nothing_is_no_trouble(engine, find, index):
    assert "0 briefs found" in find(q="tea")


def test_the_guide_to_search_engines_names_backends_that_exist():
    guide = Path("docs/how-to/use-elasticsearch.md").read_text()
    backends = re.findall(r'"BACKEND": "([\w.]+)"', guide)

    assert len(backends) >= 2
    for backend in backends:
        assert find_spec(backend), backend


def test_the_settings_of_the_guide_make_a_working_backend(settings, find, index):
    guide = Path("docs/how-to/use-elasticsearch.md").read_text()
    for example in re.findall(r"```python\n(WAGTAILSEARCH_BACKENDS.*?)```", guide, re.DOTALL):
        given = {}
        exec(example, {"env": {"SEARCH_URL": "https://user:word@search.example.org:9200"}.get}, given)
        settings.WAGTAILSEARCH_BACKENDS = given["WAGTAILSEARCH_BACKENDS"]
        if "opensearch" in example and not find_spec("opensearchpy"):
            continue
        backend = get_search_backend()
        index_name = backend.get_index_for_model(BriefPage).name
        assert index_name == "briefs_wagtailcore_page"
        assert backend.hosts[0]["host"] == "search.example.org"


@pytest.mark.indexed
def test_the_reader_module_searches_by_words_and_language(four):
    assert {card.title for card in reader.search("tea", 5, "en")} == {"Tea by rail", "Tea by sea"}
    assert [card.title for card in reader.search("чай", 5)] == ["Чай"]
    assert reader.search("чай", 5, "en") == []
