"""Addresses for templates: of the index, topics, editions, feeds, and of the same page in other languages."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import swapper
from django import template
from django.conf import settings
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Locale, Site

from briefs_app import audience
from briefs_app.caching.memo import until_change
from briefs_app.index.mixin import BriefIndexMixin
from briefs_app.models.language import own_name
from briefs_app.periods.scales import Period, Week
from briefs_app.search import editions

register = template.Library()


@dataclass(frozen=True)
class Publication:
    name: str
    url: str


@dataclass(frozen=True)
class Translation:
    code: str
    language: str
    url: str
    full_url: str


def once(context: Context, key: Hashable, find: Callable[[], Any]) -> Any:
    """Found the first time, remembered as long as the request lasts."""
    request = context.get("request")
    if request is None:
        return find()
    found = request.__dict__.setdefault("_briefs_found", {})
    if key not in found:
        found[key] = find()
    return found[key]


@register.simple_tag(takes_context=True)
def publication(context: Context) -> Publication:
    return once(context, "publication", lambda: _publication(context))


@register.simple_tag(takes_context=True)
def brief_index(context: Context) -> Any:
    """The nearest index above the page; elsewhere the first one in the visitor's language, if any."""
    return once(
        context,
        "index",
        lambda: _routed(context) or _index_above(context.get("page")) or _index_of_language(context),
    )


@register.simple_tag(takes_context=True)
def nav_topics(context: Context) -> list[Any]:
    index = brief_index(context)
    return once(context, "topics", lambda: list(context.get("topics") or index.topics())) if index else []


@register.simple_tag(takes_context=True)
def topic_url(context: Context, topic: Any) -> str:
    """Empty without an index, and for a topic that was never translated into its language."""
    index, slug = brief_index(context), _slugs(context).get(topic.key)
    return index_address(context) + index.reverse_subpage("topic", kwargs={"slug": slug}) if slug else ""


@register.simple_tag(takes_context=True)
def topic_link(context: Context, topic: Any) -> SafeString:
    """A topic's name, linked where it has a page. `topic` is a Topic, its card or its Trend."""
    url = topic_url(context, topic)
    return format_html('<a href="{}">{}</a>' if url else "{1}", url, topic.name)


@register.simple_tag(takes_context=True)
def edition_url(context: Context, day: date) -> str:
    """The week of the day."""
    return period_url(context, Week.of(day))


@register.simple_tag(takes_context=True)
def period_url(context: Context, period: Period) -> str:
    """The edition of a week or a month."""
    return index_address(context) + period.address if brief_index(context) else ""


@register.simple_tag(takes_context=True)
def index_url(context: Context, name: str = "") -> str:
    """The index, or what stands below it under the name of a route: "archive", "trends", "trends_csv" …"""
    index = brief_index(context)
    return index_address(context) + (index.reverse_subpage(name) if name else "") if index else ""


@register.simple_tag(takes_context=True)
def feed_url(context: Context) -> str:
    index = brief_index(context)
    return index_address(context) + index.reverse_subpage("feed") if index else ""


@register.simple_tag(takes_context=True)
def search_url(context: Context) -> str:
    index = brief_index(context)
    return index_address(context) + index.reverse_subpage("search") if index else ""


@register.simple_tag(takes_context=True)
def newest_edition(context: Context) -> date | None:
    """A day within the newest edition."""
    index, request = brief_index(context), context.get("request")
    return editions.newest_day(index.briefs(request)) if index and request else None


@register.simple_tag(takes_context=True)
def canonical_url(context: Context) -> str:
    page, request = context.get("page"), context.get("request")
    if request is None or page is None or not page.pk:
        return ""
    if not isinstance(page, BriefIndexMixin):
        shown = original(context) or page
        return getattr(shown, "source_url", "") or shown.get_full_url(request) or ""
    listing = context.get("listing")
    number = listing.page.number if listing else 1
    return request.build_absolute_uri(request.path + (f"?page={number}" if number > 1 else ""))


@register.simple_tag(takes_context=True)
def translations(context: Context) -> list[Translation]:
    """The same place in other languages, where anybody may read it."""
    page = context.get("page")
    languages = until_change(context.get("request"), "locales", Locale.objects.count)
    if page is None or not page.pk or languages < 2 or not context.get("request"):
        return []
    pages = audience.visible(page.get_translations(), site_of(context)).select_related("locale")
    places = ((other.locale, _same_place(context, other)) for other in pages.specific())
    return [_translation(locale, url, context["request"]) for locale, url in places if url]


def original(context: Context) -> Any:
    """Return the brief that the page is an alias of, where anybody may read it; else None."""
    page = context.get("page")
    if not getattr(page, "alias_of_id", None):
        return None
    return once(context, ("original", page.pk), lambda: audience.original(page, site_of(context)))


def _slugs(context: Context) -> dict[UUID, str]:
    """Return the slugs of the topics in the language of the index, by key."""
    return once(context, "slugs", lambda: {topic.key: topic.slug for topic in nav_topics(context)})


def index_address(context: Context) -> str:
    index = brief_index(context)
    return once(context, "address", lambda: index.get_url(context.get("request")) or "")


def site_of(context: Context) -> Site | None:
    request = context.get("request")
    return Site.find_for_request(request) if request else None


def _publication(context: Context) -> Publication:
    site, page = site_of(context), context.get("page") or brief_index(context)
    if site is None:
        return Publication(settings.WAGTAIL_SITE_NAME, "/")
    root = site.root_page
    if page and page.locale_id and page.locale_id != root.locale_id:
        root = root.get_translations().filter(locale=page.locale_id).first() or root
    # A site named like its root page is named in each language like the translation of that page.
    named_like_root = site.site_name in ("", site.root_page.title)
    return Publication(
        root.title if named_like_root else site.site_name, root.get_url(context["request"]) or "/"
    )


def _routed(context: Context) -> Any:
    return getattr(context.get("request"), "briefs_index", None)


def _index_above(page: Any) -> Any:
    if isinstance(page, BriefIndexMixin):
        return page
    if page is None or not page.path:
        return None
    above = page.get_ancestors().type(BriefIndexMixin).last()
    return above.specific if above else None


def _index_of_language(context: Context) -> Any:
    page_model = swapper.load_model("wagtailcore", "Page")
    indexes = audience.visible(page_model.objects.type(BriefIndexMixin), site_of(context)).order_by("path")
    for language in (get_language(), Locale.get_default().language_code):
        if found := indexes.filter(locale__language_code=language).first():
            return found.specific
    return None


def _same_place(context: Context, other: Any) -> str:
    """The address on the translated page that shows what the visitor sees now; empty where there is none."""
    url = other.get_url(context["request"]) or ""
    if topic := isinstance(other, BriefIndexMixin) and context.get("topic"):
        found = other.topics().filter(translation_key=topic.translation_key).first()
        return url + other.reverse_subpage("topic", kwargs={"slug": found.slug}) if found else ""
    if search := isinstance(other, BriefIndexMixin) and context.get("search"):
        return f"{url}{other.reverse_subpage('search')}?{search.words_only}"
    if edition := context.get("edition"):
        found = editions.exists(edition.period, other.briefs(context["request"]))
        return url + edition.period.address if found else ""
    for name, shown in (("archive", "archive"), ("trends", "grid")):
        if shown in context:
            return url + other.reverse_subpage(name)
    return url


def _translation(locale: Locale, url: str, request: Any) -> Translation:
    code = locale.language_code
    return Translation(code, own_name(code), url, request.build_absolute_uri(url))
