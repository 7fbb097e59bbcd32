"""What the tests of the API share: asking, and counting what an answer costs."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def get(client):
    """The JSON of a good answer."""

    def get(path, **query):
        answer = client.get(path, query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


@pytest.fixture
def refused(client):
    """What the API says about a parameter that makes no sense."""

    def refused(path, **query):
        answer = client.get(path, query)
        assert answer.status_code == 400, answer.content
        return answer.json()["message"]

    return refused


@pytest.fixture
def titles(get):
    def titles(**query):
        return [item["title"] for item in get("/api/v2/briefs/", **query)["items"]]

    return titles


@pytest.fixture
def queries(client):
    """How many queries an answer takes, once caches are warm."""

    def queries(path, **query):
        address = f"{path}?{urlencode(query)}" if query else path
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    return queries
