"""Trends, editions and the archive cost as many queries for many briefs as for few."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

ADDRESSES = [
    "/trends/",
    "/trends/?by=month",
    "/trends/json/",
    "/trends/csv/",
    "/trends/svg/",
    "/archive/",
    "/2026/06/",
    "/2026/w23/",
    "/topic/economy/",
]


def test_many_briefs_cost_as_many_queries_as_few(client, public_brief, topics, subtests):
    public_brief("First")
    public_brief("Second", week=1, topic=topics[1])
    few = {address: queries(client, address) for address in ADDRESSES}

    for week in range(12):
        for topic in topics:
            public_brief(f"{topic.name} {week}", week=week, topic=topic)
            public_brief(f"{topic.name} {week} again", week=week, topic=topic)

    for address in ADDRESSES:
        with subtests.test(address):
            assert queries(client, address) == few[address]


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
