"""How answers come: to caches, to people, in one form of errors."""

import pytest


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/briefs/?facets=topic",
        "/api/v2/briefs/{pk}/",
        "/api/v2/topics/",
        "/api/v2/trends/",
        "/api/v2/editions/2026-w23/",
        "/api/v2/openapi.json",
    ],
)
def test_an_answer_is_not_sent_twice(client, make_brief, publish, path):
    brief = publish(make_brief("Tea", period_start="2026-06-01", period_end="2026-06-07"))
    path = path.format(pk=brief.pk)
    tag = client.get(path)["ETag"]

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    publish(brief)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["briefs/?order=random", "briefs/?search=tea", "briefs/?colour=red", "briefs/?format=api"],
)
def test_what_may_differ_next_time_gets_no_tag(client, make_brief, publish, path):
    publish(make_brief("Tea"))

    assert "ETag" not in client.get(f"/api/v2/{path}").headers


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("briefs/?colour=red", "*/*", 400),
        ("briefs/1/", "*/*", 404),
        ("briefs/?format=yaml", "*/*", 404),
        ("briefs/", "image/png", 406),
    ],
)
def test_every_refusal_is_a_message(client, path, accept, status):
    answer = client.get(f"/api/v2/{path}", headers={"Accept": accept})

    assert answer.status_code == status
    assert list(answer.json()) == ["message"]


def test_nothing_can_be_written(client, make_brief, publish):
    brief = publish(make_brief("Tea"))

    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(f"/api/v2/briefs/{brief.pk}/").status_code == 405


def test_answers_are_compact_unless_indented_ones_are_asked_for(client, index):
    compact = client.get("/api/v2/briefs/").content
    indented = client.get("/api/v2/briefs/", headers={"Accept": "application/json; indent=4"}).content

    assert b"\n" not in compact
    assert b"\n    " in indented


def test_people_may_browse(client, make_brief, publish):
    publish(make_brief("Tea & biscuits"))
    page = client.get("/api/v2/briefs/", headers={"Accept": "text/html"}).content.decode()

    assert "Tea &amp; biscuits" in page


def test_pages_and_images_are_served_by_wagtails_own_endpoints(get, index):
    assert get("/api/v2/pages/", type="briefs_pages.BriefIndexPage")["items"][0]["title"] == "Briefs"
    assert get("/api/v2/images/")["items"] == []
