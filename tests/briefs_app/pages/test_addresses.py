"""Where a brief is found: topic page, edition, feed; also with odd input."""

import pytest
from django.template import Context, Template


@pytest.fixture
def translated(make_brief, publish, russian_index, security):
    """A Russian brief that still points at the English topic, and the Russian topic beside it."""
    russian = security.copy_for_translation(russian_index.locale)
    russian.name = "Безопасность"
    russian.save()
    return publish(
        make_brief("Чай", parent=russian_index, period_start="2026-06-01", period_end="2026-06-07")
    )


@pytest.mark.parametrize(
    "path", ["/ru/", "/ru/topic/security/", "/ru/2026/w23/", "/api/v2/trends/?locale=ru"]
)
def test_a_translated_brief_is_found_under_the_translated_topic(client, translated, path):
    assert "Чай" in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/9999/w52/", "/2026/w54/", "/0/w1/", "/2026/w1/", "/topic/nonsense/"])
def test_an_address_without_content_is_not_found(client, make_brief, publish, path):
    publish(make_brief("Tea"))

    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?page=99",
        "?page=x",
        "?topic=nonsense",
        "?status=nonsense",
        "?since=never",
        "?since=2026-99-99",
        "?%00=%ff",
    ],
)
def test_an_odd_query_still_gets_a_page(client, make_brief, publish, query):
    publish(make_brief("Tea"))

    assert client.get("/" + query).status_code == 200


def test_a_pasted_control_character_does_not_break_the_feed(client, make_brief, publish):
    publish(make_brief("Tea\x0btime", summary="x < y and z > w"))
    feed = client.get("/feed/").content.decode()

    assert "Teatime" in feed
    assert "x &amp;lt; y and z &amp;gt; w" in feed


@pytest.mark.parametrize(
    "tag",
    [
        "{% translations as x %}",
        "{% nav_topics as x %}",
        "{% latest_trends as x %}",
        "{% related_articles as x %}",
        "{% topic_trend as x %}",
    ],
)
def test_a_tag_without_a_request_says_what_it_can(index, tag):
    Template("{% load brief_panels brief_urls %}" + tag).render(Context({"page": index}))
