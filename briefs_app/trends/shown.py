"""The trends that stand on many pages alike, so each is found once until something public changes."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from wagtail.models import Site

from briefs_app.caching.memo import until_change
from briefs_app.models import Topic
from briefs_app.trends.topics import Trend, latest_of_each, of_topic


def below(brief: Any, request: HttpRequest | None, site: Site | None) -> Trend | None:
    """The trend of the brief's topic, in its language."""
    topic, locale = brief.topic, brief.locale_id
    if topic is None:
        return None
    key = ("trend", site and site.pk, locale, topic.pk)
    return until_change(request, key, lambda: of_topic(topic, locale, site))


def recent(topics: Sequence[Topic], request: HttpRequest | None, site: Site | None) -> tuple[Trend, ...]:
    """Return each topic, all in one language, with its latest assessed status."""
    key = ("recent trends", site and site.pk, *(topic.pk for topic in topics))
    return until_change(request, key, lambda: latest_of_each(topics, site))
