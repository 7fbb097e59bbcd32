"""The sitemap of what anybody may read, in every language of the site, with the news of two days.

`/sitemap.xml` is the whole map, or its table of contents where one file cannot hold it.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils import timezone
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import index, sitemap
from wagtail.models import Locale, Page, get_page_models

from briefs_app import audience
from briefs_app.caching import marking
from briefs_app.feeds.html import printable

NEWS_DAYS = timedelta(days=2)
MOST_NEWS = 1000
# A page type that says something of its own here has to be asked page by page.
OWN_WORDS = ("get_sitemap_urls", "get_url_parts", "get_full_url")


class PublicPagesSitemap(Sitemap):
    """Any number of pages costs the same few queries."""

    # Google takes 50,000; a tenth is drawn in a second or two.
    limit = 5_000

    def items(self) -> Any:
        return self._visible().order_by("pk").select_related("locale")

    def get_latest_lastmod(self) -> datetime | None:
        return self._visible().aggregate(latest=Max("last_published_at"))["latest"]

    def get_urls(self, page: Any = 1, site: Any = None, protocol: Any = None) -> list[dict[str, Any]]:
        pages = self._own_words(list(self.paginator.page(page).object_list))
        alternates, news = self._alternates(pages), self._news(pages)
        urls = []
        for found in pages:
            for number, url in enumerate(found.get_sitemap_urls(self.request)):
                # What a page adds has no translations that we could know of.
                more = {"alternates": alternates.get(found.pk, []), "news": news.get(found.pk)}
                urls.append({**url, **more} if not number else url)
        return urls

    def _visible(self) -> Any:
        pages, site = swapper.load_model("wagtailcore", "Page").objects.all(), self.get_wagtail_site()
        return audience.without_aliases(audience.visible(pages, site), site)

    def _own_words(self, pages: list[Any]) -> list[Any]:
        """The same pages, those as what they are whose type changes what stands here."""
        specific: dict[int, Any] = {}
        kinds = {page.content_type_id for page in pages}
        for model in get_page_models():
            kind = ContentType.objects.get_for_model(model).pk if _has_own_words(model) else None
            if kind in kinds:
                wanted = [page.pk for page in pages if page.content_type_id == kind]
                specific |= model.objects.select_related("locale").defer_streamfields().in_bulk(wanted)
        return [specific.get(page.pk, page) for page in pages]

    def _alternates(self, pages: list[Any]) -> dict[int, list[tuple[str, str]]]:
        """The addresses of a page in each language, by its id; the last one is for all other languages."""
        if not pages:
            return {}
        here = {page.pk: page for page in pages}
        model = swapper.load_model("wagtailcore", "Page")
        keys = model.objects.filter(pk__range=(min(here), max(here))).values("translation_key")
        groups: dict[Any, dict[str, str]] = defaultdict(dict)
        for page in self._visible().filter(translation_key__in=keys).select_related("locale"):
            page = here.get(page.pk, page)
            groups[page.translation_key][page.locale.language_code] = page.get_full_url(self.request)
        default = Locale.get_default().language_code
        found = {}
        for page in pages:
            urls = groups[page.translation_key]
            if len(urls) > 1:
                others = urls.get(default, next(iter(urls.values())))
                found[page.pk] = [*sorted(urls.items()), ("x-default", others)]
        return found

    def _news(self, pages: list[Any]) -> dict[int, Any]:
        ids = [page.pk for page in pages]
        news = news_of(self.get_wagtail_site()).filter(pk__gte=min(ids), pk__lte=max(ids)) if ids else ()
        return {brief.pk: _news_tag(brief, self.get_wagtail_site()) for brief in news}


class NewsSitemap(Sitemap):
    """The briefs of the last two days that appeared here first; for Google News."""

    limit = MOST_NEWS

    def items(self) -> Any:
        return news_of(self.get_wagtail_site())

    def get_urls(self, page: Any = 1, site: Any = None, protocol: Any = None) -> list[dict[str, Any]]:
        briefs: Iterable[Any] = self.paginator.page(page).object_list
        place = self.get_wagtail_site()
        return [
            {
                "location": brief.get_full_url(self.request),
                "lastmod": brief.last_published_at,
                "news": _news_tag(brief, place),
            }
            for brief in briefs
        ]


SECTIONS = {"pages": PublicPagesSitemap, "news": NewsSitemap}


def whole(request: HttpRequest) -> HttpResponseBase:
    """One file while one can hold everything, else the table of contents."""
    if PublicPagesSitemap(request).paginator.num_pages == 1:
        return section(request, "pages")
    return marking.mark(index(request, {"pages": PublicPagesSitemap}, sitemap_url_name="briefs_sitemap"))


def section(request: HttpRequest, section: str) -> HttpResponseBase:
    answer = sitemap(request, SECTIONS, section=section, template_name="briefs_app/sitemap.xml")
    # News grow old by themselves.
    has_news = section == "news" or any(url.get("news") for url in answer.context_data["urlset"])
    return marking.unmark(answer) if has_news else marking.mark(answer)


def news_of(site: Any) -> Any:
    now = timezone.now()
    briefs = audience.published(site).filter(brief_date__range=(now - NEWS_DAYS, now), source_url="")
    return briefs.select_related("locale").defer_streamfields()


def _news_tag(brief: Any, site: Any) -> dict[str, Any]:
    return {
        "publication": printable(site.site_name or site.root_page.title),
        "language": brief.locale.language_code.split("-")[0],
        "date": brief.shown_date,
        "title": printable(brief.title),
    }


def _has_own_words(model: type) -> bool:
    # Of any base page; Wagtail 7 defines them no higher up.
    return any(getattr(model, name) is not getattr(Page, name) for name in OWN_WORDS)


urlpatterns = [
    path("sitemap.xml", whole, name="briefs_sitemap_whole"),
    path("sitemap-<slug:section>.xml", section, name="briefs_sitemap"),
]
