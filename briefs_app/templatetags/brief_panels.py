"""The panels beside and below a brief: related articles, the trend of its topic, the latest of each topic."""

from typing import Any

from django import template
from django.template import Context

from briefs_app import trends
from briefs_app.models import BriefMixin
from briefs_app.similar import related
from briefs_app.templatetags.brief_urls import brief_index, nav_topics, site_of

register = template.Library()


@register.simple_tag(takes_context=True)
def related_articles(context: Context) -> list[related.RelatedCard]:
    """Return what stands beside the brief `page`, picked ones first; empty for any other page."""
    page = context.get("page")
    return related.beside(page, site_of(context)) if isinstance(page, BriefMixin) else []


@register.simple_tag(takes_context=True)
def topic_trend(context: Context) -> trends.Trend | None:
    """Return the trend of the topic of the brief `page`; None for any other page, and without a topic."""
    page = context.get("page")
    if not isinstance(page, BriefMixin):
        return None
    return trends.below(page, context.get("request"), site_of(context) or page.get_site())


@register.simple_tag(takes_context=True)
def latest_trends(context: Context) -> tuple[trends.Trend, ...]:
    """Return the trend of each topic with its latest assessed status alone; empty without an index."""
    topics: Any = nav_topics(context) if brief_index(context) else ()
    return trends.recent(topics, context.get("request"), site_of(context)) if topics else ()
