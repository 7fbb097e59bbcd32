"""(public) The one audience-safe queryset: what anybody may read, from which everything public starts."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any
from weakref import finalize

import swapper
from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site
from wagtail.query import PageQuerySet

from briefs_app.conf import settings

# By the id of a Site object.
_known_bounds: dict[int, tuple[Q, Q]] = {}


def published(site: Site | None = None, language: str | None = None) -> PageQuerySet:
    """Newest first: each brief of `site` (the default site when None) that anybody may read now, once."""
    return without_aliases(readable(site, language), site)


def readable(site: Site | None = None, language: str | None = None) -> PageQuerySet:
    """Return `published` with the aliases that it leaves out: for single briefs, and to search in."""
    briefs = visible(brief_model().objects.all(), site)
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
    aliases = brief_model().objects.exclude(alias_of=None).order_by().filter(Exists(originals))
    return pages.exclude(Exists(aliases.filter(pk=OuterRef("pk"))))


def original(page: Any, site: Site | None = None) -> Any:
    """Return the brief that `page` is an alias of, where `published` has it instead of `page`; else None."""
    if not page.alias_of_id:
        return None
    briefs = readable(site).filter(pk=page.alias_of_id, locale=page.locale_id)
    return briefs.defer_streamfields().first()


def visible(pages: PageQuerySet, site: Site | None = None) -> PageQuerySet:
    """Narrows any pages to what anybody may read now: live, not expired, unrestricted, of the site."""
    site = site or default_site()
    if site is None:
        return pages.none()
    private, public = _bounds(site)
    unexpired = Q(expire_at=None) | Q(expire_at__gt=timezone.now())
    return pages.live().exclude(private).filter(unexpired, public)


def site_of(page: Any) -> Site | None:
    """Return the site that a page lies in, the inner one of two, by the database."""
    sites = list(Site.objects.select_related("root_page").order_by("root_page__depth", "is_default_site"))
    own = [site for site in sites if page.path.startswith(site.root_page.path)]
    # The root in another language may have a site of its own; else it belongs to that of its original.
    shared = own or [site for site in sites if any(page.path.startswith(root.path) for root in roots(site))]
    return shared[-1] if shared else None


def roots(site: Site | None) -> PageQuerySet:
    """A site in several languages has a root page for each."""
    if site is None:
        return swapper.load_model("wagtailcore", "Page").objects.none()
    return site.root_page.get_translations(inclusive=True)


def brief_model() -> Any:
    return apps.get_model(settings.PAGE_MODEL)


def default_site() -> Site | None:
    return Site.objects.select_related("root_page").filter(is_default_site=True).first()


def _bounds(site: Site) -> tuple[Q, Q]:
    """Return what is private, and what is of the site; remembered as long as the object lives.

    That is no longer than a request; the default site is looked up, and so asked, each time.
    """
    key = id(site)
    if key not in _known_bounds:
        pages = swapper.load_model("wagtailcore", "Page").objects
        root = pages.filter(pk=site.root_page_id).values("translation_key")
        paths = pages.filter(translation_key__in=root).values_list("path", flat=True)
        _known_bounds[key] = _below(_private_paths()), _below(paths)
        finalize(site, _known_bounds.pop, key, None)
    return _known_bounds[key]


def _private_paths() -> set[str]:
    """Return the paths of restricted pages, and of their aliases, which Wagtail restricts alike."""
    found = PageViewRestriction.objects.values_list("page__path", "page__aliases__path")
    return {path for pair in found for path in pair if path}


def _below(paths: Iterable[str]) -> Q:
    return reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=()))
