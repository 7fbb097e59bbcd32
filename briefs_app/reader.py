"""(public) What other packages may ask: published briefs, topics, photos and trends as plain values."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone, translation
from wagtail.images import get_image_model
from wagtail.models import Site

from briefs_app import trends
from briefs_app.audience import (
    brief_model,
    default_site,
    published,
    readable,
    roots,
    site_of,
    without_aliases,
)
from briefs_app.caching.memo import moment, remembered, remembering
from briefs_app.cards import BriefCard, TopicCard, card, cards
from briefs_app.models import BriefMixin, Correction, Topic
from briefs_app.models.language import own_name as language_name
from briefs_app.periods.scales import Week
from briefs_app.pictures import photos
from briefs_app.pictures.photos import LARGE, SMALL, PhotoLinks, links
from briefs_app.publish_checks import Finding, Level, findings
from briefs_app.search import editions, query
from briefs_app.search.topics import TopicMatch, default_language, find_topic, topics
from briefs_app.trends import picture

__all__ = [
    "BriefCard",
    "Finding",
    "Level",
    "PhotoLinks",
    "TopicCard",
    "TopicMatch",
    "by_topic",
    "card",
    "changes_status",
    "corrected_at",
    "draft",
    "find_topic",
    "findings",
    "get",
    "home",
    "ids_below",
    "image",
    "language_name",
    "languages",
    "latest",
    "moment",
    "newest_edition",
    "photo",
    "photo_links",
    "public_briefs",
    "remembered",
    "remembering",
    "search",
    "site_of",
    "statuses",
    "topics",
    "trend_picture",
]


@remembered
def latest(
    limit: int, language: str | None = None, site: Site | None = None, offset: int = 0
) -> list[BriefCard]:
    return cards(published(site, language)[offset : offset + limit])


@remembered
def by_topic(
    key: UUID, limit: int, language: str | None = None, site: Site | None = None, offset: int = 0
) -> list[BriefCard]:
    briefs = published(site, language).filter(topic__translation_key=key)
    return cards(briefs[offset : offset + limit])


def search(
    text: str, limit: int, language: str | None = None, site: Site | None = None, offset: int = 0
) -> list[BriefCard]:
    """Return the best match first; the newest first where SQLite would have too many to rank."""
    found = without_aliases(query.matching(readable(site), text), site)
    if language:
        found = found.filter(locale__language_code=language)
    return cards(found[offset : offset + limit])


@remembered
def newest_edition(
    language: str | None = None, site: Site | None = None
) -> tuple[str, list[BriefCard]] | None:
    """Return the week of the newest edition in words, and its briefs topic by topic; None without a brief."""
    code = language or default_language()
    briefs = published(site, code)
    day = editions.newest_day(briefs)
    found = (
        editions.edition(Week.of(day), briefs, Topic.objects.filter(locale__language_code=code))
        if day
        else None
    )
    if found is None:
        return None
    with translation.override(code):
        shown = [brief.pk for section in found.sections for brief in section.briefs]
        by_id = {card.id: card for card in cards(briefs.filter(pk__in=shown))}
        return str(found.period), [by_id[pk] for pk in shown if pk in by_id]


@remembered
def statuses(language: str | None = None, site: Site | None = None) -> list[BriefCard]:
    """Return the newest assessed brief of each topic that has one, in the order of the topics."""
    code = language or default_language()
    topics = Topic.objects.filter(locale__language_code=code).order_by("sort_order", "name")
    newest = [trend.cells[-1].id for trend in trends.topics.latest_of_each(topics, site)]
    by_id = {card.id: card for card in cards(readable(site).filter(pk__in=newest))}
    return [by_id[pk] for pk in newest if pk in by_id]


def changes_status(brief: BriefCard, site: Site | None = None) -> bool:
    """Return whether its status differs from that of the topic's assessed brief before it, or is the first.

    A brief that is not assessed changes nothing.
    """
    before = published(site, brief.language).filter(topic__translation_key=brief.topic.key)
    before = before.exclude(pk=brief.id).exclude(status="")
    if brief.date:
        before = before.filter(brief_date__lte=brief.date)
    return bool(brief.status) and brief.status != before.values_list("status", flat=True).first()


@remembered
def get(brief_id: int, site: Site | None = None) -> BriefCard | None:
    """Return a brief; None when it is not, or no longer, for everybody."""
    found = cards(readable(site).filter(pk=brief_id))
    return found[0] if found else None


def home(brief_id: int) -> Site | None:
    """Return the site that the brief lies in; None when it is not, or no longer, for everybody."""
    page = brief_model().objects.filter(pk=brief_id).only("path").first()
    site = site_of(page) if page else None
    return site if site and get(brief_id, site) else None


def corrected_at(brief_id: int, note: str) -> datetime | None:
    """Return when a brief got the correction with this note; None where it has no such one."""
    its = Correction.objects.filter(brief=brief_id, note=note).order_by("-made_at")
    return its.values_list("made_at", flat=True).first()


def public_briefs(site: Site | None = None) -> QuerySet[Any]:
    """Return the briefs that anybody may read on the site, to ask about other rows in one query."""
    return readable(site).order_by()


def draft(page: Any) -> BriefCard | None:
    """Return the card of a page that may be a draft or unsaved, as it would be published now.

    None while it lacks its topic, and for a page that is no brief.
    """
    if not isinstance(page, BriefMixin) or not page.topic_id:
        return None
    return replace(card(page), date=page.shown_date or page.go_live_at or timezone.now())


def ids_below(page: Any) -> list[int]:
    """Return the ids of the public briefs at and below a page, on its own site."""
    site = site_of(page)
    if site is None:
        return []
    briefs = readable(site).descendant_of(page, inclusive=True).order_by()
    return list(briefs.values_list("pk", flat=True))


def photo(brief_id: int, site: Site | None = None) -> bytes | None:
    """The brief's photo as JPEG without metadata, at most 1280 pixels wide and high.

    None without one, for an SVG, and where its file or its storage cannot be read.
    """
    brief = readable(site).select_related("photo").filter(pk=brief_id).first()
    return _jpeg(brief.photo) if brief else None


def photo_links(briefs: Iterable[int], site: Site | None = None) -> dict[int, PhotoLinks]:
    """Return the public addresses of the photos of briefs, by the ids of the briefs that have one."""
    shown = readable(site).order_by().filter(pk__in=list(briefs)).exclude(photo=None)
    photo_of = dict(shown.values_list("pk", "photo"))
    images = get_image_model().objects.filter(pk__in=photo_of.values()).prefetch_renditions(LARGE, SMALL)
    home = site or default_site()
    by_image = links(images, home.root_url if home else "")
    return {brief: by_image[photo] for brief, photo in photo_of.items() if photo in by_image}


def image(image_id: int) -> bytes | None:
    """Return any image as `photo` does, for a draft: the caller decides who may see it."""
    return _jpeg(get_image_model().objects.filter(pk=image_id).first())


def trend_picture(
    language: str | None = None, site: Site | None = None, topic: UUID | None = None
) -> bytes | None:
    """Return the last weeks of all topics, or of one, as PNG, 1280 pixels wide.

    None without briefs or the extra `pictures`.
    """
    code = language or default_language()
    briefs, topics = published(site, code), Topic.objects.filter(locale__language_code=code)
    if topic:
        briefs = briefs.filter(topic__translation_key=topic)
        topics = topics.filter(translation_key=topic)
    with translation.override(code):
        grid = trends.grid(briefs, topics)
        if not grid.periods or not picture.available():
            return None
        root = roots(site or default_site()).filter(locale__language_code=code).first()
        return picture.png(grid, root.title if root else "")


@remembered
def languages(site: Site | None = None) -> list[str]:
    """The languages of `site` (the default site when None); the default language first. Never empty."""
    live = roots(site or default_site()).filter(live=True)
    codes = set(live.values_list("locale__language_code", flat=True)) or {default_language()}
    return sorted(codes, key=lambda code: (code != default_language(), code))


def _jpeg(photo: Any) -> bytes | None:
    return None if photo is None or photo.is_svg() else photos.jpeg(photo)
