"""Feeds as subscribers read them: fetched by address, parsed."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest

HOST = "briefs.example.org"
FORMATS = {"rss": "/feed/", "atom": "/feed/atom/", "json": "/feed/json/"}


@pytest.fixture(autouse=True)
def _unindexed(unindexed):
    """Feeds neither search nor name similar briefs."""


@pytest.fixture
def fetch(client, index):
    def fetch(path, status=200):
        answer = client.get(path, headers={"host": HOST})
        assert answer.status_code == status, answer.content[:500]
        return answer

    return fetch


@pytest.fixture
def parse(fetch):
    """An RSS or Atom feed as feedparser sees it."""

    def parse(path):
        feed = feedparser.parse(fetch(path).content)
        assert not feed.bozo, feed.bozo_exception
        return feed

    return parse


@pytest.fixture
def titles(fetch):
    def titles(path):
        return [item["title"] for item in fetch(path).json()["items"]]

    return titles


@pytest.fixture
def full_brief(make_brief, publish, photo):
    """A brief with everything an editor can give."""

    def full_brief(title="Tea", **fields):
        given = {
            "photo": photo,
            "photo_credit": "Ivan",
            "photo_caption": "The sea",
            "byline": "Anna Petrova",
            "status": "worsened",
            "status_reason": "Ships are late.",
            "period_start": "2026-06-01",
            "period_end": "2026-06-07",
            "source_url": "https://example.org/tea",
            "source_name": "The Review",
            "brief_date": datetime(2026, 6, 8, 12, tzinfo=UTC),
            **fields,
        }
        return publish(make_brief(title, **given))

    return full_brief


@pytest.fixture
def many(make_brief, publish):
    def many(number, **fields):
        start = datetime(2026, 1, 1, tzinfo=UTC)
        return [
            publish(make_brief(f"Brief {day}", brief_date=start + timedelta(days=day), **fields))
            for day in range(number)
        ]

    return many
