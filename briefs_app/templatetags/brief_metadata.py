"""Tags for the head of a page: feeds, languages, the shared picture, schema.org."""

import json
from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import to_locale
from wagtail.models import Locale

from briefs_app.feeds import FORMATS, schema_org
from briefs_app.index.mixin import BriefIndexMixin
from briefs_app.models import BriefMixin
from briefs_app.pictures.photos import Picture, picture
from briefs_app.templatetags.brief_urls import (
    brief_index,
    canonical_url,
    index_address,
    once,
    original,
    publication,
    topic_url,
    translations,
)

register = template.Library()

# As Django's json_script does: nothing in a headline can end the script.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}
NAMES = {"rss": "", "atom": " (Atom)", "json": " (JSON)"}


@dataclass(frozen=True)
class FeedLink:
    type: str
    title: str
    url: str


@dataclass(frozen=True)
class Alternate:
    code: str
    full_url: str


@register.simple_tag(takes_context=True)
def feeds(context: Context) -> list[FeedLink]:
    """The feeds of the publication; on the page of a topic its own, too."""
    index = brief_index(context)
    if index is None:
        return []
    found = _feeds(context, publication(context).name, "feed", {})
    topic = context.get("topic")
    if topic is not None and isinstance(context.get("page"), BriefIndexMixin):
        title = f"{publication(context).name}: {topic.name}"
        found += _feeds(context, title, "topic_feed", {"slug": topic.slug})
    return found


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> list[Alternate]:
    """This place in each language, itself included, and the one for all other languages."""
    others = {other.code: other.full_url for other in _translations(context)}
    own = canonical_url(context)
    syndicated = bool(getattr(context.get("page"), "source_url", None))
    if not others or not own or syndicated:
        return [Alternate(code, url) for code, url in others.items()]
    every = {context["page"].locale.language_code: own, **others}
    default = every.get(Locale.get_default().language_code, own)
    return [Alternate(code, url) for code, url in {**every, "x-default": default}.items()]


@register.filter
def og_locale(code: str) -> str:
    return to_locale(code)


@register.simple_tag(takes_context=True)
def shared_picture(context: Context) -> Picture | None:
    """The photo of the page as it looks when the page is shared; None for a page without one."""
    request, page = context.get("request"), context.get("page")
    if request is None or not getattr(page, "photo", None):
        return None
    base, alt = request.build_absolute_uri("/"), getattr(page, "photo_alt", "")
    return once(context, "shared_picture", lambda: picture(page.photo, base, alt))


@register.simple_tag(takes_context=True)
def json_ld(context: Context) -> SafeString:
    """The brief for search engines; nothing for a page that is no brief."""
    request, page, place = context.get("request"), context.get("page"), publication(context)
    if request is None or not isinstance(page, BriefMixin):
        return SafeString()
    url = (original(context) or page).get_full_url(request) if page.pk else None
    about = topic_url(context, page.topic) if page.topic else ""
    found = schema_org.article(
        page,
        url or request.build_absolute_uri(),
        {"name": place.name, "url": request.build_absolute_uri(place.url)},
        shared_picture(context),
        request.build_absolute_uri(about) if about else "",
    )
    text = json.dumps(found, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


def _feeds(context: Context, title: str, route: str, named: dict[str, str]) -> list[FeedLink]:
    index = brief_index(context)
    found = []
    for kind, generator in FORMATS.items():
        more = {} if kind == "rss" else {"kind": kind}
        below = index.reverse_subpage(f"{route}_as" if more else route, kwargs={**named, **more})
        mime_type = generator.content_type.partition(";")[0]
        found.append(FeedLink(mime_type, title + NAMES[kind], index_address(context) + below))
    return found


def _translations(context: Context) -> list[Any]:
    # The layout has asked for them already.
    return context["translations"] if "translations" in context else translations(context)
