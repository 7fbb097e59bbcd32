"""Three topics, and a way to put public briefs into the index."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from briefs_app.models import Topic
from briefs_app.pages.models import BriefIndexPage, BriefPage
from tests.conftest import translated

MONDAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _unindexed(unindexed: None) -> None:
    """Lists and pages are found by date and topic."""


@pytest.fixture
def topics(index: BriefIndexPage) -> list[Topic]:
    names = ("Economy", "Security", "Society")
    return [Topic.objects.create(name=name, slug=name.lower(), locale=index.locale) for name in names]


@pytest.fixture
def topic(topics: list[Topic]) -> Topic:
    return topics[0]


@pytest.fixture
def photo(db: None) -> Any:
    return get_image_model().objects.create(title="harbour.png", file=get_test_image_file(size=(1800, 1200)))


@pytest.fixture
def public_brief(index: BriefIndexPage, topic: Topic) -> Callable[..., BriefPage]:
    def make(title: str = "Tea is scarce", week: int = 0, parent: Any = None, **fields: Any) -> BriefPage:
        first = MONDAY + timedelta(weeks=week)
        given = {
            "topic": translated(topic, parent or index),
            "status": "worsened",
            "summary": "Less tea.",
            "period_start": first,
            "period_end": first + timedelta(days=6),
            "brief_date": datetime(first.year, first.month, first.day, 12, tzinfo=UTC) + timedelta(days=7),
            **fields,
        }
        return (parent or index).add_child(instance=BriefPage(title=title, **given))

    return make


@pytest.fixture
def read(client: Any, index: BriefIndexPage) -> Callable[..., str]:
    def read(url: str, status: int = 200) -> str:
        response = client.get(url)
        assert response.status_code == status
        return " ".join(response.content.decode().split())

    return read
