"""Each thing has one name, in addresses, in answers, in the admin and in texts."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import Page

import briefs_app
from briefs_app.templatetags import brief_metadata, brief_panels, brief_urls, briefs

PACKAGE = Path(briefs_app.__file__).parent


@pytest.fixture
def unjudged(make_brief, publish):
    return publish(make_brief("Tea", status="", period_start="2026-06-01", period_end="2026-06-07"))


def test_not_assessed_is_spelt_alike_in_every_answer(client, unjudged):
    ask = "/api/v2/briefs/?status=not_assessed&facets=status"
    listed, detail = client.get(ask).json(), client.get(f"/api/v2/briefs/{unjudged.pk}/").json()
    trend = client.get("/api/v2/trends/").json()["items"][0]
    (item,) = client.get("/feed/json/?status=not_assessed").json()["items"]

    assert {
        listed["items"][0]["status"],
        listed["meta"]["facets"]["status"][0]["value"],
        detail["status"],
        trend["statuses"][0]["status"],
        next(value["status"] for value in item.values() if isinstance(value, dict) and "status" in value),
    } == {"not_assessed"}
    assert f"/{unjudged.slug}/" in client.get("/search/?status=not_assessed").content.decode()


@pytest.mark.skipif(not find_spec("wagtail.api.v3"), reason="has no API v3")
def test_what_api_v3_says_of_a_status_can_be_sent_back(client, unjudged, admin_user):
    from wagtail.models import APIToken

    page = f"/api/v3/pages/{unjudged.pk}/"
    said = client.get(page).json()["status"]
    assert said == "not_assessed"

    token = APIToken.create_token(user=admin_user, name="tests")[1]
    for status, kept in (("worsened", "worsened"), (said, "")):
        body = {"status": status, "meta": {"type": "briefs_pages.BriefPage", "action": "publish"}}
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.patch(page, body, content_type="application/json", headers=headers)
        assert answer.status_code == 200, answer.content
        unjudged.refresh_from_db()
        assert unjudged.status == kept


def test_a_year_is_a_year_everywhere(client, unjudged):
    for url in ("/search/?year={}", "/feed/json/?year={}", "/api/v2/briefs/?year={}"):
        found, nothing = (client.get(url.format(year)).content.decode() for year in (2026, 2025))
        assert (unjudged.slug in found, unjudged.slug in nothing) == (True, False), url
    assert client.get("/feed/?period=2025").content == client.get("/feed/").content


def test_a_week_is_an_address_as_every_answer_spells_it(client, unjudged):
    (period,) = client.get("/api/v2/trends/").json()["meta"]["periods"]
    (edition,) = client.get("/api/v2/editions/").json()["items"]

    assert period["period"] == edition["id"] == "2026-w23"
    assert client.get("/api/v2/editions/2026-W23/").json()["id"] == "2026-w23"
    assert client.get("/2026/W23/").headers["Location"].endswith("/2026/w23/")


NEEDS = {
    "topic_url": "topic",
    "topic_link": "topic",
    "edition_url": "day",
    "period_url": "week",
    "status": "''",
    "photo": "page.photo width-80",
}


@pytest.mark.parametrize("asked", [True, False], ids=["asked", "by hand"])
def test_tags_render_on_a_page_that_is_no_brief(client, unjudged, index, russian_index, security, asked):
    from briefs_app.periods.scales import Week

    page = index.add_child(instance=Page(title="About", slug="about"))
    day = unjudged.period_end
    values = {"page": page, "topic": security, "day": day, "week": Week.of(day)}
    if asked:
        values["request"] = RequestFactory().get("/about/")
    for library in (briefs, brief_urls, brief_panels, brief_metadata):
        for tag in library.register.tags:
            name = library.__name__.rpartition(".")[2]
            text = f"{{% load {name} %}}{{% {tag} {NEEDS.get(tag, '')} %}}"
            Template(text).render(Context(dict(values)))

    empty = Template("{% load brief_metadata %}{% json_ld %}{% shared_picture as it %}{{ it|default:'' }}")
    assert empty.render(Context(values)) == ""


def test_the_listing_of_the_admin_tells_status_and_page_state_apart(admin_client, unjudged):
    page = admin_client.get(reverse("briefs:index")).content.decode()

    headings = re.findall(r"<th[^>]*>(.*?)</th>", page, re.DOTALL)
    words = [" ".join(re.sub(r"<[^>]+>", " ", heading).split()) for heading in headings]
    assert [word for word in words if word in ("Status", "Page state", "Assessment")] == [
        "Status",
        "Page state",
    ]


def test_no_text_of_the_reusable_app_speaks_of_its_users():
    frozen = {PACKAGE / "pages" / "migrations" / "0001_initial.py"}
    for path in PACKAGE.rglob("*"):
        if path.suffix in {".py", ".html", ".js", ".css", ".svg", ".txt", ".xml"} and path not in frozen:
            assert not re.search(r"telegram|celery", path.read_text(), re.IGNORECASE), path
