"""What we say of the API is true, and no question breaks it."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

OPENAPI = "/api/v2/openapi.json"
EXAMPLES = 12
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]

GOOD = [
    ("/api/v2/briefs/", {}),
    ("/api/v2/briefs/", {"fields": "*,topic(*),photo(*)", "facets": ["topic", "status", "language", "year"]}),
    ("/api/v2/briefs/", {"search": "tea", "order": ["-brief_date"], "limit": 1, "offset": 0}),
    ("/api/v2/briefs/{id}/", {}),
    ("/api/v2/briefs/{id}/", {"fields": "_,title"}),
    ("/api/v2/topics/", {}),
    ("/api/v2/topics/", {"search": "security"}),
    ("/api/v2/trends/", {"by": ["month"]}),
    ("/api/v2/editions/", {"by": ["month"]}),
    ("/api/v2/editions/{edition}/", {}),
]


@pytest.fixture
def brief(make_brief, publish, photo):
    """With a neighbour on either side: one picked, one from outside."""
    week = {"period_start": "2026-06-01", "period_end": "2026-06-07", "photo": photo}
    other = publish(make_brief("Coffee", **week))
    brief = make_brief("Tea", body=[("paragraph", "<p>Hot.</p>")], **week)
    brief.brief_related_articles.create(page=other)
    brief.brief_related_articles.create(url="https://example.org/", headline="Milk")
    return publish(brief)


@pytest.fixture
def api(brief):
    # As Django's own test client does: the test's connection must outlive a request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(OPENAPI, get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def places(brief):
    """What stands in addresses, so that questions reach something."""
    return {"{id}": {"id": brief.pk}, "{edition}": {"edition": "2026-w23"}}


def test_the_description_is_openapi_and_names_every_endpoint(client, index):
    found = client.get(OPENAPI).json()

    validate(found)
    assert found["openapi"] == "3.1.0"
    assert set(found["paths"]) == {
        "/api/v2/briefs/",
        "/api/v2/briefs/{id}/",
        "/api/v2/briefs/find/",
        "/api/v2/topics/",
        "/api/v2/topics/{id}/",
        "/api/v2/topics/find/",
        "/api/v2/trends/",
        "/api/v2/trends/{id}/",
        "/api/v2/editions/",
        "/api/v2/editions/{edition}/",
    }
    assert "notification_text" not in str(found)


def test_good_answers_are_as_described(api, places, subtests):
    for path, query in GOOD:
        with subtests.test(path=path, query=query):
            case = api[path]["GET"].Case(query=query, path_parameters=_place(places, path))

            assert case.call_and_validate(checks=CHECKS).status_code == 200


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_asked_the_answer_is_as_described(api, places, mode):
    for operation in (found.ok() for found in api.get_all_operations()):
        cases = operation.as_strategy(generation_mode=mode, path_parameters=_place(places, operation.path))

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def answers(case):
            case.call_and_validate(checks=CHECKS)

        answers()


def _place(places, path):
    return next((place for name, place in places.items() if name in path), {})
