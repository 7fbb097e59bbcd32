"""The panels beside and below a brief: related articles, the trend of its topic, the latest of each topic."""

from typing import Any

from django import template
from django.template import Context
from wagtail import hooks

from briefs_app import trends
from briefs_app.models import BriefMixin
from briefs_app.similar import related
from briefs_app.templatetags.brief_urls import brief_index, nav_topics, site_of

register = template.Library()

# Other apps offer to follow briefs elsewhere. A hook of this name gets the site and a topic, or None for all
# topics, and returns label and address, or None.
FOLLOW_HOOK = "register_follow_link"


@register.simple_tag(takes_context=True)
def related_articles(context: Context) -> list[related.RelatedCard]:
    """Return what stands beside the brief `page`, picked ones first; empty for any other page."""
    page = context.get("page")
    return related.beside(page, site_of(context)) if isinstance(page, BriefMixin) else []


@register.simple_tag(takes_context=True)
def follow_links(context: Context, topic: Any = None) -> list[tuple[str, str]]:
    """Return label and address of each place where readers may follow a topic, or all briefs."""
    offers = (offer(site_of(context), topic) for offer in hooks.get_hooks(FOLLOW_HOOK))
    return [offer for offer in offers if offer]


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
