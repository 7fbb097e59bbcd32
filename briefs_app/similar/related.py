"""The panel beside a brief: the articles that its editor picked, filled up with similar briefs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import swapper
from django.db.models import prefetch_related_objects
from wagtail.models import Site

from briefs_app import audience
from briefs_app.conf import settings
from briefs_app.models import BriefMixin, RelatedArticle, SimilarBrief

# Of the similar briefs, some may not be public any more.
SIMILAR_READ = 20
# Of a brief, for its card and its address.
SHOWN = (
    *("title", "url_path", "locale", "first_published_at", "brief_date", "summary", "status"),
    *("period_start", "period_end", "photo", "photo_alt", "photo_credit"),
)


@dataclass(frozen=True)
class RelatedCard:
    """An article of the panel. `reason`: the words shared with a similar brief; picked ones have none."""

    title: str
    url: str
    date: datetime | None = None
    summary: str = ""
    status: str | None = None
    photo: Any = None
    photo_alt: str = ""
    photo_credit: str = ""
    source: str = ""
    reason: str = ""
    id: int | None = None
    picked: bool = True


def beside(brief: Any, site: Site | None = None) -> list[RelatedCard]:
    """Return what anybody may read of the panel, by a constant number of queries."""
    return beside_each([brief], site)[0]


def beside_each(briefs: Sequence[Any], site: Site | None = None) -> list[list[RelatedCard]]:
    """The same for briefs of one site, by as many queries as for one."""
    if not briefs:
        return []
    if len(briefs) > 1:  # a preview has its articles with it
        prefetch_related_objects(briefs, "brief_related_articles")
    articles = [list(brief.brief_related_articles.all()) for brief in briefs]
    similar = _similar([brief.pk for brief in briefs])
    picked = [article.page_id for row in articles for article in row if article.page_id]
    pages = _visible_pages(
        {*picked, *(pk for found in similar.values() for pk in found)}, site or briefs[0].get_site()
    )
    return [_panel(row, similar[brief.pk], pages) for brief, row in zip(briefs, articles, strict=True)]


def _panel(
    articles: list[RelatedArticle], similar: dict[int, str], pages: dict[int, Any]
) -> list[RelatedCard]:
    picked = list(_picked(articles, pages))
    missing = max(0, settings.RELATED_FILL - len(picked))
    taken = {card.id for card in picked}
    spare = [
        _page_card(pages[pk], reason) for pk, reason in similar.items() if pk in pages and pk not in taken
    ]
    return picked + spare[:missing]


def _picked(articles: list[RelatedArticle], pages: dict[int, Any]) -> Iterator[RelatedCard]:
    seen = set()
    for article in articles:
        target = article.page_id or article.url
        if target in seen:  # two quick saves may have stored it twice
            continue
        seen.add(target)
        if article.url:
            yield RelatedCard(article.headline, article.url, source=article.source)
        elif article.page_id in pages:
            yield _page_card(pages[article.page_id])


def _similar(brief_ids: list[int]) -> dict[int, dict[int, str]]:
    """Return the similar briefs of each brief with their shared words, the most similar first."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = SimilarBrief.objects.of(*brief_ids).values_list("brief_id", "similar_id", "shared_words")
    for brief_id, similar_id, words in rows:
        if len(found[brief_id]) < SIMILAR_READ:
            found[brief_id][similar_id] = words
    return found


def _visible_pages(ids: set[int], site: Site) -> dict[int, Any]:
    """Most are briefs, which one query brings with their photos."""
    briefs = audience.readable(site).filter(pk__in=ids).order_by()
    briefs = briefs.select_related(None).select_related("photo")
    found = {page.pk: page for page in briefs.only(*SHOWN)}
    if others := ids.difference(found):
        pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk__in=others)
        found |= {page.pk: page for page in audience.visible(pages, site).defer_streamfields().specific()}
    return found


def _page_card(page: Any, reason: str | None = None) -> RelatedCard:
    card = RelatedCard(
        title=page.title,
        url=page.get_url() or "",
        date=page.first_published_at,
        reason=reason or "",
        id=page.pk,
        picked=reason is None,
    )
    if not isinstance(page, BriefMixin):
        return replace(card, summary=getattr(page, "search_description", ""))
    return replace(
        card,
        date=page.shown_date,
        summary=page.summary,
        status=page.status,
        photo=page.photo,
        photo_alt=page.photo_alt,
        photo_credit=page.photo_credit,
    )
