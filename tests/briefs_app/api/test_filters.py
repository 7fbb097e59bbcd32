"""What briefs can be narrowed by, ordered by and counted by; and what is said to a question without sense."""

from datetime import UTC, datetime

import pytest

from briefs_app.models import Topic

# What is asked for, and what is found.
NARROWED = [
    ({"status": "improved"}, "Patrols"),
    ({"status": "improved,worsened"}, "Patrols Dams"),
    ({"status": "not_assessed"}, "Tides"),
    ({"status": ["not_assessed", "unchanged"]}, "Tides Стража"),
    ({"topic": "security"}, "Patrols Стража"),
    ({"topic": "energy,security", "language": "en"}, "Patrols Dams Tides"),
    ({"language": "ru"}, "Стража"),
    ({"language": "en,ru", "status": "worsened"}, "Dams"),
    ({"locale": "ru"}, "Стража"),
    ({"year": "2025"}, "Tides"),
    ({"year": "2025,2026"}, "Patrols Dams Tides"),
    ({"period": "2026-01-01"}, "Dams"),
    ({"period": "2026-06-07"}, "Patrols"),
    ({"period": "2026-06-08"}, ""),
    ({"period_end_after": "2026-01-04"}, "Patrols Dams"),
    ({"period_end_before": "2026-01-04"}, "Dams Tides"),
    ({"period_start_after": "2025-06-01", "period_start_before": "2025-12-29"}, "Dams Tides"),
    ({"brief_date_after": "2026-01-05"}, "Patrols Dams"),
    ({"brief_date_before": "2026-01-05"}, "Dams Tides Стража"),
    ({"brief_date_before": "2026-01-05T23:29:59Z"}, "Tides Стража"),
    ({"brief_date_after": "2026-01-06T01:30:00+02:00"}, "Patrols Dams"),
    ({"brief_date": "2026-01-05"}, "Dams"),
    ({"period_start": "2025-06-01"}, "Tides"),
    ({"first_published_after": "2000-01-01"}, "Patrols Dams Tides Стража"),
    ({"first_published_before": "2000-01-01"}, ""),
    ({"outlook_risk": "true"}, "Patrols"),
    ({"outlook_risk": "false", "outlook_opportunity": "false", "status": "worsened"}, "Dams"),
    ({"title": "Dams"}, "Dams"),
    ({"order": "title", "language": "en"}, "Dams Patrols Tides"),
    ({"order": "-title", "language": "en"}, "Tides Patrols Dams"),
    ({"order": "brief_date"}, "Стража Tides Dams Patrols"),
    ({"order": "period_end"}, "Tides Dams Patrols Стража"),
    ({"order": "-period_end"}, "Patrols Dams Tides Стража"),
    ({"order": "status,-title", "topic": "energy"}, "Tides Dams"),
    ({"limit": "1", "offset": "1"}, "Dams"),
    ({"search": "patrols"}, "Patrols"),
    ({"search": "short", "topic": "energy", "order": "title"}, "Dams Tides"),
]


@pytest.fixture
def filed_briefs(make_brief, publish, energy, russian_index, security):
    """Three English briefs and a Russian one that still points at the English topic."""
    patrols = make_brief(
        "Patrols",
        status="improved",
        brief_date=datetime(2026, 6, 8, 12, tzinfo=UTC),
        period_start="2026-06-01",
        period_end="2026-06-07",
        outlook_risk=True,
    )
    dams = make_brief(
        "Dams",
        status="worsened",
        topic=energy,
        brief_date=datetime(2026, 1, 5, 23, 30, tzinfo=UTC),
        period_start="2025-12-29",
        period_end="2026-01-04",
    )
    tides = make_brief(
        "Tides",
        status="",
        topic=energy,
        brief_date=datetime(2025, 6, 8, 12, tzinfo=UTC),
        period_start="2025-06-01",
        period_end="2025-06-07",
    )
    security.copy_for_translation(russian_index.locale).save()
    guards = make_brief(
        "Стража",
        parent=russian_index,
        status="unchanged",
        brief_date=datetime(2024, 6, 8, 12, tzinfo=UTC),
    )
    for brief in (patrols, dams, tides, guards):
        publish(brief)


@pytest.mark.indexed
@pytest.mark.usefixtures("filed_briefs")
def test_briefs_are_narrowed_and_ordered(titles):
    assert [(query, " ".join(titles(**query))) for query, _ in NARROWED] == NARROWED


@pytest.mark.usefixtures("filed_briefs")
def test_briefs_are_found_below_a_page_and_by_translation(titles, index, russian_index, get):
    assert titles(child_of=russian_index.pk) == ["Стража"]
    assert titles(descendant_of=index.pk, status="worsened") == ["Dams"]
    assert titles(translation_of=get("/api/v2/briefs/")["items"][0]["id"]) == []


@pytest.mark.usefixtures("filed_briefs")
def test_random_order_gives_all_of_them(titles):
    assert sorted(titles(order="random", language="en")) == ["Dams", "Patrols", "Tides"]


@pytest.mark.usefixtures("filed_briefs")
def test_facets_count_what_the_filters_leave(get):
    meta = get("/api/v2/briefs/", facets="topic,status,language,year", topic="energy")["meta"]

    assert meta["total_count"] == 2
    counts = {
        name: {count["value"]: count["count"] for count in counts} for name, counts in meta["facets"].items()
    }
    assert counts == {
        # What else could be chosen is counted, too.
        "topic": {"security": 2, "energy": 2},
        "status": {"worsened": 1, "not_assessed": 1},
        "language": {"en": 2},
        "year": {"2026": 1, "2025": 1},
    }
    assert meta["facets"]["status"][0] == {"value": "worsened", "label": "Worsened", "count": 1}


@pytest.mark.usefixtures("filed_briefs")
def test_facets_know_a_topic_by_its_slug_in_any_language(get, russian_index):
    Topic.objects.filter(locale=russian_index.locale).update(slug="ohrana")

    meta = get("/api/v2/briefs/", facets="status", topic="ohrana")["meta"]

    assert {count["value"]: count["count"] for count in meta["facets"]["status"]} == {
        "improved": 1,
        "unchanged": 1,
    }


@pytest.mark.indexed
@pytest.mark.usefixtures("filed_briefs")
def test_facets_count_what_a_search_finds(get):
    meta = get("/api/v2/briefs/", search="patrols", facets="topic")["meta"]

    assert meta["facets"] == {"topic": [{"value": "security", "label": "Security", "count": 1}]}


@pytest.mark.usefixtures("security", "energy", "russian_index")
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"status": "better"}, "choose from improved, unchanged, worsened, not_assessed"),
        ({"status": ""}, "choose from improved"),
        ({"topic": "weather"}, "choose from security, energy"),
        ({"language": "xx"}, "choose from en, ru"),
        ({"locale": "xx"}, "choose from en, ru"),
        ({"year": "26"}, "from 1000 to 9000"),
        ({"period": "yesterday"}, "a day such as 2026-06-01"),
        ({"period_end_after": "2026-13-01"}, "a day such as 2026-06-01"),
        ({"period_end_after": "20260601"}, "a day such as 2026-06-01"),
        ({"brief_date_after": "2026-06-01 12"}, "a moment such as 2026-06-01T12:00:00Z"),
        ({"brief_date": "0001-01-01T00:00:00+14:00"}, "a moment such as"),
        ({"outlook_risk": "yes"}, "choose true or false"),
        ({"order": "summary"}, "choose from brief_date"),
        ({"order": "random,title"}, "cannot be combined"),
        ({"order": "random", "offset": "1"}, "cannot be combined"),
        ({"facets": "photo"}, "choose from topic, status, language, year"),
        ({"limit": "many"}, "a whole number"),
        ({"limit": "1000"}, "limit cannot be higher than 20"),
        ({"offset": "9" * 30}, "from 0 to 100000"),
        ({"id": "9" * 30}, "a whole number"),
        ({"photo": "-1"}, "a whole number"),
        ({"child_of": "there"}, "a whole number"),
        ({"child_of": "99999999"}, "parent page doesn't exist"),
        ({"fields": "nothing"}, "unknown fields: nothing"),
        ({"fields": "a(" * 90}, "nest less deeply"),
        ({"fields": "summary("}, "fields error"),
        ({"search": "x" * 300}, "no more than 200 characters"),
        ({"title": "x" * 5000}, "more than 1000 characters"),
        ({"title": "\x00"}, "null characters"),
        ({"status": ",".join(f"s{n}" for n in range(60))}, "more than 50 values"),
        ({"colour": "red"}, "not an operation or a recognised field: colour"),
        ({"notification_text": "x"}, "not an operation or a recognised field: notification_text"),
        ({"body": "x"}, "not an operation or a recognised field: body"),
        ({"type": "wagtailcore.Page"}, "not an operation or a recognised field: type"),
    ],
)
def test_a_question_without_sense_is_refused_with_what_is_allowed(refused, query, words):
    assert words in refused("/api/v2/briefs/", **query)


@pytest.mark.usefixtures("filed_briefs")
def test_an_item_takes_only_what_shapes_it(get, refused):
    pk = get("/api/v2/briefs/")["items"][0]["id"]

    assert get(f"/api/v2/briefs/{pk}/", fields="_,title") == {"title": "Patrols"}
    assert "status" in refused(f"/api/v2/briefs/{pk}/", status="improved")
    assert "colour" in refused("/api/v2/briefs/find/", id=pk, colour="red")


@pytest.mark.indexed
def test_topics_are_found_by_slug_and_language(get, refused, security, energy, russian_index):
    security.copy_for_translation(russian_index.locale).save()

    names = [(item["name"], item["meta"]["locale"]) for item in get("/api/v2/topics/")["items"]]
    assert sorted(names) == [("Energy", "en"), ("Security", "en"), ("Security", "ru")]
    assert get("/api/v2/topics/", slug="energy", locale="en")["meta"]["total_count"] == 1
    assert get("/api/v2/topics/", slug="energy,security", language="ru")["meta"]["total_count"] == 1
    assert get("/api/v2/topics/", search="defence")["items"][0]["slug"] == "security"
    assert get(f"/api/v2/topics/{security.pk}/")["aliases"] == "defence, army"
    assert "choose from" in refused("/api/v2/topics/", slug="weather")
    assert "not an operation" in refused("/api/v2/topics/", search="x", search_operator="or")


@pytest.mark.parametrize(
    "name", ["brief_date_after", "brief_date_before", "brief_date", "first_published_after"]
)
@pytest.mark.parametrize("offset", ["+23:59", "-23:59"])
def test_a_moment_may_be_told_with_any_offset(get, index, name, offset):
    assert get("/api/v2/briefs/", **{name: f"2026-06-01T00:00:00{offset}"})["items"] == []


@pytest.mark.parametrize("words", ['"', "'\"<>", "a OR", "NEAR(", "^a", "title:x"])
def test_no_words_break_the_search_for_topics(get, security, words):
    get("/api/v2/topics/", search=words)


@pytest.mark.indexed
def test_topics_can_be_searched_and_ordered_at_once(get, security, energy):
    assert get("/api/v2/topics/", search="army", order="name")["items"][0]["slug"] == "security"


@pytest.mark.usefixtures("index")
def test_null_characters_are_refused_everywhere(refused):
    for path in ("pages", "briefs", "topics", "trends", "editions"):
        assert "null characters" in refused(f"/api/v2/{path}/", **{"site": "\0"})


def test_pages_are_filtered_by_the_code_of_their_language(client, index, russian_index):
    answer = client.get("/api/v2/pages/", {"type": "briefs_pages.BriefIndexPage", "locale": "ru"})

    assert [item["id"] for item in answer.json()["items"]] == [russian_index.pk]
    assert client.get("/api/v2/pages/", {"locale": "9" * 24}).status_code == 404
