"""The trends and editions endpoints: statuses over time, and the briefs of a week or a month."""

from datetime import timedelta

import pytest
from django.utils import timezone


@pytest.fixture
def weeks(make_brief, publish, energy):
    """Security in three weeks, two briefs in the last of them; energy in one."""
    week = {"period_start": "2026-06-01", "period_end": "2026-06-07"}
    now = timezone.now()
    for brief in (
        make_brief("First", status="worsened", period_start="2026-05-04", period_end="2026-05-10"),
        make_brief("Second", status="", period_start="2026-05-25", period_end="2026-05-31"),
        make_brief("Third", status="worsened", brief_date=now - timedelta(hours=1), **week),
        make_brief("Fourth", status="improved", brief_date=now, **week),
        make_brief("Dams", status="unchanged", topic=energy, **week),
    ):
        publish(brief)


def statuses(item):
    return [(slot["period"], slot["status"]) for slot in item["statuses"]]


@pytest.mark.usefixtures("weeks")
def test_trends_tell_each_topics_statuses_oldest_first(get, energy):
    found = get("/api/v2/trends/")
    security, other = found["items"]

    assert statuses(security) == [
        ("2026-w19", "worsened"),
        ("2026-w20", None),
        ("2026-w21", None),
        ("2026-w22", "not_assessed"),
        ("2026-w23", "improved"),
    ]
    assert security["statuses"][-1]["briefs"] == 2
    assert security["statuses"][-1]["brief"]["url"].startswith("http://briefs.example.org/brief-")
    assert statuses(other)[-1] == ("2026-w23", "unchanged")
    assert other["id"] == energy.pk
    assert found["meta"]["total_count"] == 2
    assert found["meta"]["periods"][0] == {
        "period": "2026-w19",
        "first_day": "2026-05-04",
        "last_day": "2026-05-10",
    }


@pytest.mark.usefixtures("weeks")
def test_trends_can_be_narrowed(get, security):
    months = get("/api/v2/trends/", by="month", topic="security")["items"]
    late = get("/api/v2/trends/", period_end_after="2026-05-31")["items"]
    early = get("/api/v2/trends/", period_end_before="2026-05-31", ending="2026-05-10", length="1")
    second = get("/api/v2/trends/", limit="1", offset="1")

    assert [statuses(item) for item in months] == [[("2026-05", "not_assessed"), ("2026-06", "improved")]]
    assert statuses(late[0])[0] == ("2026-w22", "not_assessed")
    assert statuses(early["items"][0]) == [("2026-w19", "worsened")]
    assert early["meta"]["newer"] is not None
    assert [item["slug"] for item in second["items"]] == ["energy"]
    assert second["meta"]["total_count"] == 2


@pytest.mark.usefixtures("weeks")
def test_one_topic_has_its_trend(get, client, security):
    found = get(f"/api/v2/trends/{security.pk}/", length="2")

    assert statuses(found) == [("2026-w22", "not_assessed"), ("2026-w23", "improved")]
    assert found["meta"]["older"] == "2026-05-24"
    assert client.get("/api/v2/trends/99999999/").status_code == 404


def test_a_topic_without_briefs_has_an_empty_trend(get, security):
    assert get(f"/api/v2/trends/{security.pk}/")["statuses"] == []
    assert get("/api/v2/trends/")["items"] == []


@pytest.mark.usefixtures("weeks")
def test_trends_come_as_a_table_too(client):
    answer = client.get("/api/v2/trends/?format=csv&topic=energy")

    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("topic,slug,period")
    assert lines[1].startswith("Energy,energy,2026-w23,2026-06-01,2026-06-07,unchanged")


@pytest.mark.usefixtures("weeks")
def test_editions_are_listed_newest_first_with_their_counts(get):
    weeks = get("/api/v2/editions/")
    months = get("/api/v2/editions/", by="month", limit="1")

    assert [(item["id"], item["briefs"]) for item in weeks["items"]] == [
        ("2026-w23", 3),
        ("2026-w22", 1),
        ("2026-w19", 1),
    ]
    assert weeks["items"][0] == {
        "id": "2026-w23",
        "meta": {"detail_url": "http://briefs.example.org/api/v2/editions/2026-w23/"},
        "by": "week",
        "language": "en",
        "first_day": "2026-06-01",
        "last_day": "2026-06-07",
        "briefs": 3,
    }
    assert months["meta"]["total_count"] == 2
    assert [(item["id"], item["briefs"]) for item in months["items"]] == [("2026-06", 3)]
    assert get("/api/v2/editions/", topic="energy")["meta"]["total_count"] == 1


@pytest.mark.usefixtures("weeks")
def test_an_edition_has_every_topic_with_its_briefs(get, client):
    week = get("/api/v2/editions/2026-w23/")
    month = get("/api/v2/editions/2026-05/")

    assert [(topic["slug"], [brief["title"] for brief in topic["briefs"]]) for topic in week["topics"]] == [
        ("security", ["Third", "Fourth"]),
        ("energy", ["Dams"]),
    ]
    assert week["topics"][0]["briefs"][0]["status"] == "worsened"
    assert (week["previous"], week["next"]) == ("2026-w22", None)
    assert [(topic["slug"], topic["count"]) for topic in month["topics"]] == [("security", 2), ("energy", 0)]
    assert (month["previous"], month["next"], month["briefs"]) == (None, "2026-06", 2)
    for edition in ("2026-w24", "2026-w60", "2026-13", "0000-w01", "9999-w52"):
        assert client.get(f"/api/v2/editions/{edition}/").status_code == 404


def test_an_edition_is_of_one_language(get, refused, make_brief, publish, russian_index):
    week = {"period_start": "2026-06-01", "period_end": "2026-06-07"}
    publish(make_brief("Tea", **week))
    publish(make_brief("Чай", parent=russian_index, **week))

    for query, title, language in (({}, "Tea", "en"), ({"language": "ru"}, "Чай", "ru")):
        edition = get("/api/v2/editions/2026-w23/", **query)
        assert [brief["title"] for topic in edition["topics"] for brief in topic["briefs"]] == [title]
        assert edition["language"] == language
        assert get("/api/v2/editions/", **query)["items"][0]["briefs"] == 1
    assert "choose from en, ru" in refused("/api/v2/editions/", language="xx")
    assert "choose from week, month" in refused("/api/v2/editions/", by="day")


@pytest.mark.parametrize("path", ["/api/v2/topics/", "/api/v2/trends/", "/api/v2/editions/2026-w23/"])
def test_the_number_of_queries_does_not_grow_with_the_number_of_briefs(queries, make_brief, publish, path):
    for number in range(2):
        publish(make_brief(f"Early {number}", period_start="2026-06-01", period_end="2026-06-07"))
    few = queries(path)
    for number in range(4):
        publish(make_brief(f"Late {number}", period_start="2026-06-01", period_end="2026-06-07"))

    assert queries(path) == few
