"""Whatever an address holds, the answer is no error of the server, and no longer than its limits allow."""

import logging
import re
from importlib.util import find_spec
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.datastructures import MultiValueDict
from django.utils.translation import activate, get_language

from briefs_app import reader
from briefs_app.api import BriefsAPIViewSet
from briefs_app.api.endpoint import Endpoint
from briefs_app.feeds import sitemaps
from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage
from briefs_app.search import query as searching
from cms.api import router

MOST_BYTES = 1_000_000

# As they stand in an address, where not every byte is a letter; for each parameter by itself.
VALUES = [
    "sea",
    "9223372036854775808",  # one more than a bigint
    quote("²"),  # a digit that int() refuses
    "0001-01-01",
    "2026-13-45",
    quote("\"'\\%_*()[]{}<>&|!:~-+^;"),
]
# For all parameters of an address at once.
GENERAL = ["%00", "%ff", "%ED%A0%80", "-1", "9" * 24, "9" * 900, "9999-12-31", "a" * 5000, "," * 900]
# For those that are read by rules of their own.
PARTICULAR = {
    "fields": [quote("topic(" * 100), "*,topic(*)", "(" * 900],
    "html_path": [quote("/../search//"), "9" * 900, "topic/x/feed/y"],
    "limit": ["0", "9" * 24],
    "offset": ["-1", "9" * 24],
    "order": ["--title", "tags", "body", "title," * 150, "random,title", "-"],
    "page": ["9" * 5000],
    "site": ["localhost:none", "localhost:" + "9" * 24],
    "type": ["briefs_pages.BriefPage,auth.User", "a.b.c", ","],
}
IN_PATHS = ["0", "9" * 24, "9" * 400, "%00", "%ff", quote("²'")]
HEADERS = [
    *({"Host": name} for name in ("", "a b", "[::1", "a" * 300, "x:99999999999", "éé", "nowhere.example")),
    *({"Accept": kind} for kind in (";;,,/", "application/json; indent=99999999", "*/*;q=" + "9" * 400)),
    *({"Accept-Language": code} for code in ("x" * 5000, "ru;q=x", "%00", "zh-hans-" * 99)),
    *({"Cookie": f"django_language={code}"} for code in ("x" * 5000, "../..", '"\\000"', "ru;")),
    {"If-None-Match": '"' * 99},
    {"If-Modified-Since": "Mon, 99 Foo 99999 99:99:99 GMT"},
]
# An example of each part that addresses have.
EXAMPLES = {"slug": "security", "kind": "atom", "year": 2026, "week": "23", "month": "06"}
# Read only where there is something to order.
CONDITIONAL = {"order"}


@pytest.fixture
def site(settings, make_brief, publish, photo, russian_index, security, energy):
    """Briefs with everything that can be asked for, one in another language; listings of two pages."""
    settings.BRIEFS_PER_PAGE = 1
    security.copy_for_translation(russian_index.locale).save()
    period = {"period_start": "2026-06-01", "period_end": "2026-06-07"}
    publish(make_brief("Sea", photo=photo, **period))
    publish(make_brief("Чай", parent=russian_index, **period))
    return publish(make_brief("By the sea", topic=energy))


@pytest.fixture
def ask(client, site):
    """Return the faults of the answer. A database that refuses a value ends its own transaction alone."""
    logging.disable()

    def ask(path, **headers):
        savepoint = transaction.savepoint()
        try:
            answer = client.get(path, headers=headers)
        except Exception as error:
            return f"{path[:150]} {headers}: {type(error).__name__}: {str(error)[:150]}"
        finally:
            transaction.savepoint_rollback(savepoint)
        size = len(answer.getvalue())
        wrong = answer.status_code >= 500 or size > MOST_BYTES
        return f"{path[:150]} {headers}: {answer.status_code}, {size} bytes" if wrong else ""

    language = get_language()
    yield ask
    activate(language)
    logging.disable(logging.NOTSET)


def routes():
    """The routes below an index, their files, the sitemaps and a brief, what varies in braces."""
    for pattern in BriefIndexPage.get_subpage_urls():
        route = re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
        # Wagtail's own pattern knows no dots; ours takes them without the slash.
        yield "/" + (route.rstrip("/") if "." in route else route)
    yield from ("/sitemap.xml", *(f"/sitemap-{section}.xml" for section in sitemaps.SECTIONS))
    yield from ("/brief-1/", "/ru/", "/ru/search/", "/ru/topic/{slug}/")


def pages():
    return [route.format(**EXAMPLES) for route in routes()]


@pytest.fixture
def names(client, site, monkeypatch):
    """Return the names of all parameters that any page looks for."""
    found = set(CONDITIONAL)
    with monkeypatch.context() as patched:
        for method in ("__getitem__", "__contains__", "_getlist"):
            real = getattr(MultiValueDict, method)

            def read(self, key, *args, real=real, **kwargs):
                if isinstance(self, QueryDict):
                    found.add(key)
                return real(self, key, *args, **kwargs)

            patched.setattr(MultiValueDict, method, read)
        for path in pages():
            assert client.get(path, follow=True).status_code == 200, path
    return sorted(found)


def v2_addresses(pk):
    """The addresses of API v2, each with the names of its parameters."""
    fields = BriefsAPIViewSet.get_available_fields(BriefPage, db_fields_only=True)
    for name, viewset in router._endpoints.items():
        for pattern in viewset.get_urlpatterns():
            example = {"listing": "", "find": "find/"}.get(pattern.name, f"{pk}/")
            if name == "editions" and pattern.name == "detail":
                example = "2026-w23/"
            yield f"/api/v2/{name}/{example}?", v2_names(viewset, pattern.name)
    yield "/api/v2/pages/?type=briefs_pages.BriefPage&", fields
    yield "/api/v2/openapi.json?", ["format"]


def v2_names(viewset, action):
    if issubclass(viewset, Endpoint):
        return [*(parameter.name for parameter in viewset.get_parameters(f"{action}_view")), "format"]
    if action == "find":
        return [*viewset.find_query_parameters, "site", "type", "fields"]
    if action == "detail":
        return ["fields", "rich_text_format", "site", "type"]
    fields = viewset.get_available_fields(viewset.model, db_fields_only=True)
    return sorted({*viewset.known_query_parameters, *fields})


def v3_addresses(pk):
    """The addresses of API v3, each with the names of its parameters and the parts of its path."""
    from wagtail.api.v3.urls import api

    fields = BriefsAPIViewSet.get_available_fields(BriefPage, db_fields_only=True)
    for path, operations in api.get_openapi_schema(path_prefix="/api/v3/")["paths"].items():
        if "get" in operations:
            parameters = operations["get"].get("parameters", [])
            names = [each["name"] for each in parameters if each["in"] == "query"]
            yield path, [*names, *(("id", "title", "width") if "order" in names else ())]
            if path.endswith("/pages/"):
                yield f"{path}?type=briefs_pages.BriefPage", fields


def failures(ask, address, names):
    names = [*names]
    queries = [f"{name}={value}" for name in names for value in (*VALUES, *PARTICULAR.get(name, ()))]
    queries += ["&".join(f"{name}={value}" for name in names) for value in GENERAL]
    return [*filter(None, (ask(address + query) for query in queries))]


@pytest.mark.timeout(600)
def test_no_value_breaks_a_page(ask, names):
    """They ignore what makes no sense, so one value of a parameter does not hide that of another."""
    values = [*VALUES, *GENERAL]
    queries = ["&".join(f"{name}={value}" for name in names) for value in values]
    found = [ask(f"{path}?{query}") for path in pages() for query in queries]

    assert [*filter(None, found)] == []


def test_no_part_of_a_path_breaks_a_page(ask):
    found = []
    for route in routes():
        for name in re.findall(r"{(\w+)}", route):
            for value in IN_PATHS:
                found.append(ask(route.format(**{**EXAMPLES, name: value})))
    found += [ask(f"/{value}/") for value in IN_PATHS] + [ask(f"/sitemap-{value}.xml") for value in IN_PATHS]

    assert [*filter(None, found)] == []


def test_no_header_breaks_a_page_or_the_api(ask):
    paths = ["/search/?q=sea", "/feed/", "/api/v2/briefs/", "/api/v2/pages/?child_of=root"]

    assert [*filter(None, (ask(path, **headers) for path in paths for headers in HEADERS))] == []


@pytest.mark.timeout(600)
def test_no_value_breaks_api_v2(ask, site):
    found = [each for path, names in v2_addresses(site.pk) for each in failures(ask, path, names)]
    for name in router._endpoints:
        found += [ask(f"/api/v2/{name}/{value}/") for value in IN_PATHS]

    assert [*filter(None, found)] == []


@pytest.mark.timeout(600)
@pytest.mark.skipif(not find_spec("wagtail.api.v3"), reason="This Wagtail has no API v3.")
def test_no_value_breaks_api_v3(ask, client, site):
    found = []
    for path, names in v3_addresses(site.pk):
        example = re.sub(r"{\w+}", str(site.pk), path)
        if client.get(example).status_code == 401:
            continue
        found += failures(ask, example + ("&" if "?" in example else "?"), names)
        if example != path:
            found += [ask(re.sub(r"{\w+}", value, path)) for value in IN_PATHS]

    assert [*filter(None, found)] == []


def test_no_page_takes_more_than_fifty_values_of_one_name(client, site, subtests):
    query = "&".join(f"period={year}" for year in range(1000, 1051))

    for path in ("/", "/search/", "/trends/", "/topic/security/", "/feed/", "/archive/"):
        with subtests.test(path):
            answer = client.get(f"{path}?{query}")

            assert answer.status_code == 400
            assert answer.content.decode() == "period: more than 50 values are not allowed\n"
            assert client.get(f"{path}?q={'a' * 9000}&x={'a' * 9000}").status_code == 400


def test_twice_as_many_values_make_an_answer_at_most_about_twice_as_long(client, names):
    def size(path, count):
        query = "&".join(f"{name}={1000 + number}" for name in names for number in range(count))
        return len(client.get(f"{path}?{query}").getvalue())

    grown = {}
    for path in pages():
        once, twice = size(path, 25), size(path, 50)
        if twice > 2.5 * once:
            grown[path] = (once, twice)
    assert grown == {}


def test_the_api_does_not_take_more_than_fifty_values_of_one_name(client, site, subtests):
    for path in ("/api/v2/briefs/", "/api/v2/pages/", "/api/v2/images/"):
        with subtests.test(path):
            answer = client.get(f"{path}?{'&'.join(f'title={number}' for number in range(51))}")

            assert answer.status_code == 400
            assert answer.json() == {"message": "title: more than 50 values are not allowed"}


@pytest.mark.skipif(not find_spec("wagtail.api.v3"), reason="This Wagtail has no API v3.")
def test_api_v3_says_what_it_does_not_take(client, site, subtests):
    for asked, words in (
        (
            {"offset": "9" * 24},
            "offset: '999999999999999999999999' is not allowed; give a whole number from 0",
        ),
        ({"search": "a" * 300}, "search: "),
        ({"search": "\0"}, "null characters are not allowed"),
        ({"title": ["a"] * 51}, "title: more than 50 values are not allowed"),
    ):
        for path in ("/api/v3/pages/", "/api/v3/images/"):
            with subtests.test(path, words=words):
                answer = client.get(path, asked)

                assert (answer.status_code, words in answer.json()["detail"]) == (400, True), answer.content


@pytest.mark.indexed
def test_images_are_searched_by_their_title(client, site):
    items = client.get("/api/v2/images/", {"search": "sea"}).json()["items"]

    assert [item["title"] for item in items] == ["Sea"]
    if find_spec("wagtail.api.v3"):
        assert client.get("/api/v3/images/", {"search": "sea"}).json()["count"] == 1


SEARCHES = [
    "/search/?q=sea",
    "/api/v2/briefs/?search=sea",
    "/api/v2/pages/?search=sea",
    "/api/v2/images/?search=sea",
    "/api/v2/topics/?search=sea",
    *(["/api/v3/pages/?search=sea", "/api/v3/images/?search=sea"] if find_spec("wagtail.api.v3") else []),
]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Other databases rank any number.")
@pytest.mark.parametrize("path", [*SEARCHES, "the bot"])
def test_sqlite_ranks_no_more_than_it_can(client, site, photo, monkeypatch, path):
    for name in ("Sea", "Seas by the sea"):
        Topic.objects.create(name=name, slug=name.lower().replace(" ", "-"), locale=site.locale)
    monkeypatch.setattr(searching, "MOST_RANKED_BY_SQLITE", 0)

    with CaptureQueriesContext(connection) as queries:
        found = reader.search("sea", 9) if path == "the bot" else client.get(path)

    assert getattr(found, "status_code", 200) == 200
    assert [query["sql"] for query in queries if "bm25" in query["sql"].lower()] == []
