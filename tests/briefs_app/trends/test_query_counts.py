"""Trends, editions and the archive cost as many queries for many briefs as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.mark.parametrize(
    "url",
    [
        "/trends/",
        "/trends/?by=month",
        "/trends/json/",
        "/trends/csv/",
        "/trends/svg/",
        "/archive/",
        "/2026/06/",
        "/2026/w23/",
        "/topic/economy/",
    ],
)
def test_many_briefs_cost_as_many_queries_as_few(client, public_brief, topics, url):
    public_brief("First")
    public_brief("Second", week=1, topic=topics[1])
    few = queries(client, url)

    for week in range(12):
        for topic in topics:
            public_brief(f"{topic.name} {week}", week=week, topic=topic)
            public_brief(f"{topic.name} {week} again", week=week, topic=topic)
    many = queries(client, url)

    assert many == few


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)
