"""What stands beside a brief: the articles its editor picked, filled up with similar briefs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import swapper
from django.db.models import prefetch_related_objects

from briefs_app import reader
from briefs_app.conf import settings
from briefs_app.models import BriefMixin, RelatedArticle, SimilarBrief

# Of the similar briefs, some may not be public any more.
SIMILAR_READ = 20


@dataclass(frozen=True)
class RelatedCard:
    """An article of the panel. `reason`: the words shared with a similar brief; picked ones have none."""

    title: str
    url: str
    date: datetime | None = None
    summary: str = ""
    status: str | None = None
    photo: Any = None
    photo_credit: str = ""
    source: str = ""
    reason: str = ""
    id: int | None = None
    picked: bool = True


def beside(brief: Any) -> list[RelatedCard]:
    """Only what anybody may read; reads a constant number of queries."""
    articles = list(brief.brief_related_articles.all())
    similar = _similar(brief)
    pages = _visible_pages([a.page_id for a in articles if a.page_id] + list(similar), brief)
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


def _similar(brief: Any) -> dict[int, str]:
    rows = SimilarBrief.objects.filter(brief_id=brief.pk).values_list("similar_id", "shared_words")[
        :SIMILAR_READ
    ]
    return dict(rows)


def _visible_pages(ids: list[int], brief: Any) -> dict[int, Any]:
    page_model = swapper.load_model("wagtailcore", "Page")
    pages = reader.visible(page_model.objects.filter(pk__in=ids), brief.get_site())
    found = list(pages.defer_streamfields().specific())
    prefetch_related_objects([page for page in found if isinstance(page, BriefMixin)], "photo")
    return {page.pk: page for page in found}


def _page_card(page: Any, reason: str | None = None) -> RelatedCard:
    card = RelatedCard(
        title=page.title,
        url=page.get_url() or "",
        date=page.first_published_at,
        summary=getattr(page, "search_description", ""),
        reason=reason or "",
        id=page.pk,
        picked=reason is None,
    )
    if not isinstance(page, BriefMixin):
        return card
    return replace(
        card,
        date=page.shown_date,
        summary=page.summary,
        status=page.status,
        photo=page.photo,
        photo_credit=page.photo_credit,
    )
