"""(public) What the public may read: one audience-safe queryset, and plain values made from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import swapper
from django.apps import apps
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.locmem import LocMemCache
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone, translation
from django.utils.functional import Promise
from wagtail.models import Locale, PageViewRestriction, Site
from wagtail.query import PageQuerySet

from briefs_app import days
from briefs_app.conf import settings
from briefs_app.languages import own_name as language_name  # noqa: F401  (public)
from briefs_app.models import LABELS, SIGNS, Topic
from briefs_app.pictures import if_readable
from briefs_app.stripping import stripped


@dataclass(frozen=True)
class TopicCard:
    """A topic as readers know it; `key` is shared by its translations."""

    key: UUID
    slug: str
    name: str
    description: str
    language: str


@dataclass(frozen=True)
class BriefCard:
    """A brief as readers know it; `key` is shared by its translations, `url` is absolute.

    `photo_hash` differs when the file of the photo does.
    """

    id: int
    key: UUID
    language: str
    title: str
    url: str
    topic: TopicCard
    status: str
    status_label: str | Promise
    sign: str
    status_reason: str
    period: tuple[date, date] | None
    date: datetime | None
    summary: str
    outlook_risk: bool
    outlook_opportunity: bool
    photo_id: int | None
    photo_hash: str
    photo_credit: str
    notify_subscribers: bool
    notification_text: str
    notify_silently: bool
    correction_note: str

    @property
    def days(self) -> str:
        """The period, else the date, in the active language."""
        if self.period:
            return days.period(*self.period)
        return days.day(self.date) if self.date else ""


@dataclass(frozen=True)
class TopicMatch:
    """The topic that a reader named, or else the ones with the nearest names."""

    topic: TopicCard | None
    nearest: tuple[TopicCard, ...] = ()


def published(site: Site | None = None, language: str | None = None) -> PageQuerySet:
    """Newest first: each brief of `site` (the default site when None) that anybody may read now, once."""
    return without_aliases(readable(site, language), site)


def readable(site: Site | None = None, language: str | None = None) -> PageQuerySet:
    """Return `published` with the aliases that it leaves out: for single briefs, and to search in."""
    briefs = visible(_brief_model().objects.all(), site)
    if language:
        briefs = briefs.filter(locale__language_code=language)
    return briefs.order_by(F("brief_date").desc(nulls_last=True), "-pk")


def without_aliases(pages: PageQuerySet, site: Site | None = None) -> PageQuerySet:
    """Leave out each alias of a brief that anybody may read on the same site and in the same language.

    Not before a search: a search index does not know aliases.
    """
    originals = visible(swapper.load_model("wagtailcore", "Page").objects.order_by(), site)
    originals = originals.filter(pk=OuterRef("alias_of"), locale=OuterRef("locale"))
    # Aliases first, so that a database reads those alone: most briefs are none.
    aliases = _brief_model().objects.exclude(alias_of=None).order_by().filter(Exists(originals))
    return pages.exclude(Exists(aliases.filter(pk=OuterRef("pk"))))


def original(page: Any, site: Site | None = None) -> Any:
    """Return the brief that `page` is an alias of, where `published` has it instead of `page`; else None."""
    if not page.alias_of_id:
        return None
    briefs = readable(site).filter(pk=page.alias_of_id, locale=page.locale_id)
    return briefs.defer_streamfields().first()


def visible(pages: PageQuerySet, site: Site | None = None) -> PageQuerySet:
    """Narrows any pages to what anybody may read now: live, not expired, unrestricted, of the site."""
    site = site or _default_site()
    if site is None:
        return pages.none()
    private, public = _bounds(site)
    unexpired = Q(expire_at=None) | Q(expire_at__gt=timezone.now())
    return pages.live().exclude(private).filter(unexpired, public)


def latest(limit: int, language: str | None = None, site: Site | None = None) -> list[BriefCard]:
    return cards(published(site, language)[:limit])


def by_topic(key: UUID, limit: int, language: str | None = None, site: Site | None = None) -> list[BriefCard]:
    return cards(published(site, language).filter(topic__translation_key=key)[:limit])


def search(text: str, limit: int, language: str | None = None, site: Site | None = None) -> list[BriefCard]:
    """Return the best match first; the newest first where SQLite would have too many to rank."""
    from briefs_app import searching

    found = without_aliases(searching.matching(readable(site), text), site)
    if language:
        found = found.filter(locale__language_code=language)
    return cards(found[:limit])


def get(brief_id: int, site: Site | None = None) -> BriefCard | None:
    """None when the brief is not, or no longer, for everybody."""
    found = cards(readable(site).filter(pk=brief_id))
    return found[0] if found else None


def home(brief_id: int) -> Site | None:
    """Return the site that the brief lies in; None when it is not, or no longer, for everybody."""
    page = _brief_model().objects.filter(pk=brief_id).only("path").first()
    site = site_of(page) if page else None
    return site if site and get(brief_id, site) else None


def site_of(page: Any) -> Site | None:
    """Return the site that a page lies in, the inner one of two, by the database."""
    sites = list(Site.objects.select_related("root_page").order_by("root_page__depth", "is_default_site"))
    own = [site for site in sites if page.path.startswith(site.root_page.path)]
    # The root in another language may have a site of its own; else it belongs to that of its original.
    shared = own or [site for site in sites if any(page.path.startswith(root.path) for root in _roots(site))]
    return shared[-1] if shared else None


def photo(brief_id: int, site: Site | None = None) -> bytes | None:
    """The brief's photo as JPEG without metadata, at most 1280 pixels wide and high.

    None without one, for an SVG, and where its file or its storage cannot be read.
    """
    brief = readable(site).select_related("photo").filter(pk=brief_id).first()
    if brief is None or brief.photo is None or brief.photo.is_svg():
        return None
    return if_readable(brief.photo, lambda: _jpeg(brief.photo))


def trend_picture(language: str | None = None, site: Site | None = None) -> bytes | None:
    """The last weeks of all topics as PNG, 1280 pixels wide; None without briefs or the extra `pictures`."""
    from briefs_app import trends
    from briefs_app.trends import picture

    code = language or _default_language()
    with translation.override(code):
        grid = trends.grid(published(site, code), Topic.objects.filter(locale__language_code=code))
        if not grid.periods or not picture.available():
            return None
        root = _roots(site or _default_site()).filter(locale__language_code=code).first()
        return picture.png(grid, root.title if root else "")


def languages(site: Site | None = None) -> list[str]:
    """The languages of `site` (the default site when None); the default language first. Never empty."""
    roots = _roots(site or _default_site()).filter(live=True)
    codes = set(roots.values_list("locale__language_code", flat=True)) or {_default_language()}
    return sorted(codes, key=lambda code: (code != _default_language(), code))


def topics(language: str | None = None) -> list[TopicCard]:
    """Each topic once: in `language` where it is translated, else in the default language, else in any."""
    wanted = [language, _default_language()]
    chosen: dict[UUID, Topic] = {}
    for topic in Topic.objects.select_related("locale").order_by("sort_order", "name"):
        other = chosen.setdefault(topic.translation_key, topic)
        if _rank(topic, wanted) < _rank(other, wanted):
            chosen[topic.translation_key] = topic
    return [topic_card(topic) for topic in chosen.values()]


def find_topic(name: str, language: str | None = None) -> TopicMatch:
    """By name, slug or alias in any language, without regard to case; answers in `language` where it can."""
    named: dict[str, UUID] = {}
    for topic in Topic.objects.all():
        for word in topic.words:
            named.setdefault(word, topic.translation_key)
    known = {topic.key: topic for topic in topics(language)}
    wanted = " ".join(name.split()).casefold()
    if wanted in named:
        return TopicMatch(known[named[wanted]])
    keys = dict.fromkeys(named[word] for word in get_close_matches(wanted, named, n=5, cutoff=0.6))
    return TopicMatch(None, tuple(known[key] for key in keys))


def cards(briefs: PageQuerySet) -> list[BriefCard]:
    _forget_addresses_of_sites()
    return [card(brief) for brief in briefs.select_related("topic__locale", "locale", "photo")]


def card(brief: Any) -> BriefCard:
    """`brief` is a page built on BriefMixin, with a topic."""
    return BriefCard(
        id=brief.pk,
        key=brief.translation_key,
        language=brief.locale.language_code,
        title=brief.title,
        url=brief.get_full_url() or "",
        topic=topic_card(brief.topic),
        status=brief.status,
        status_label=LABELS[brief.status],
        sign=SIGNS[brief.status],
        status_reason=brief.status_reason,
        period=brief.period,
        date=brief.shown_date,
        summary=brief.summary,
        outlook_risk=brief.outlook_risk,
        outlook_opportunity=brief.outlook_opportunity,
        photo_id=brief.photo_id,
        photo_hash=(brief.photo.file_hash or brief.photo.file.name) if brief.photo else "",
        photo_credit=brief.photo_credit,
        notify_subscribers=brief.notify_subscribers,
        notification_text=brief.notification_text,
        notify_silently=brief.notify_silently,
        correction_note=brief.correction_note,
    )


def topic_card(topic: Topic) -> TopicCard:
    return TopicCard(
        key=topic.translation_key,
        slug=topic.slug,
        name=topic.name,
        description=topic.description,
        language=topic.locale.language_code,
    )


def _forget_addresses_of_sites() -> None:
    """Wagtail remembers them for an hour; a cache of one process misses what another one changes."""
    if isinstance(caches[DEFAULT_CACHE_ALIAS], LocMemCache):
        Site.clear_site_root_paths_cache()


def _jpeg(photo: Any) -> bytes:
    rendition = photo.get_rendition("max-1280x1280|format-jpeg|jpegquality-80")
    with rendition.file.open("rb") as file:
        # It may have been drawn by an older version, which kept metadata.
        return stripped(file.read())


def _brief_model() -> Any:
    return apps.get_model(settings.PAGE_MODEL)


def _default_site() -> Site | None:
    return Site.objects.select_related("root_page").filter(is_default_site=True).first()


def _bounds(site: Site) -> tuple[Q, Q]:
    """What is private, and what is of the site. Remembered on `site`, which lives no longer than a request;
    the default site is looked up, and so asked, each time."""
    if "briefs_bounds" not in vars(site):
        pages = swapper.load_model("wagtailcore", "Page").objects
        key = pages.filter(pk=site.root_page_id).values("translation_key")
        paths = pages.filter(translation_key__in=key).values_list("path", flat=True)
        vars(site)["briefs_bounds"] = _below(_private_paths()), _below(paths)
    return vars(site)["briefs_bounds"]


def _private_paths() -> set[str]:
    """Return the paths of restricted pages, and of their aliases, which Wagtail restricts alike."""
    found = PageViewRestriction.objects.values_list("page__path", "page__aliases__path")
    return {path for pair in found for path in pair if path}


def _below(paths: Iterable[str]) -> Q:
    return reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=()))


def _roots(site: Site | None) -> PageQuerySet:
    """A site in several languages has a root page for each."""
    if site is None:
        return swapper.load_model("wagtailcore", "Page").objects.none()
    return site.root_page.get_translations(inclusive=True)


def _default_language() -> str:
    return Locale.get_default().language_code


def _rank(topic: Topic, wanted: list[str | None]) -> int:
    code = topic.locale.language_code
    return wanted.index(code) if code in wanted else len(wanted)
