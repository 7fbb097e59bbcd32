"""Answers the question of a feed with briefs, in one of the formats."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from django.contrib.syndication.views import Feed
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.feedgenerator import Enclosure
from django.utils.html import escape
from wagtail.models import Site

from briefs_app import audience
from briefs_app.caching import marking
from briefs_app.feeds.formats import FORMATS
from briefs_app.feeds.html import full, printable
from briefs_app.feeds.question import Question
from briefs_app.models import LABELS
from briefs_app.models.status import spelt
from briefs_app.pictures.photos import picture
from briefs_app.search.facets import Facets

# Atom asks for a date even where an import left none.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class BriefsFeed(Feed):
    """`topic` is the topic that the address names, if it does."""

    item_guid_is_permalink = False

    def __init__(self, kind: str = "rss", topic: Any = None) -> None:
        if kind not in FORMATS:
            raise Http404(f"There is no feed in the format {kind}.")
        self.feed_type, self.topic = FORMATS[kind], topic

    def __call__(self, request: HttpRequest, index: Any) -> HttpResponse:
        self.language = index.locale.language_code
        with translation.override(self.language):
            return marking.mark(super().__call__(request, index=index))

    def get_object(self, request: HttpRequest, index: Any) -> Any:
        self.request, self.home = request, index.get_full_url(request)
        facets = Facets(self.language)
        self.question = Question.of(self._query(request.GET), facets)
        found = self.question.slice(self._briefs(facets))
        if not found and self.question.page > 1:
            raise Http404("The feed has no such page.")
        self.has_next = len(found) > self.question.limit
        self.briefs = found[: self.question.limit]
        prefetch_related_objects([brief.photo for brief in self.briefs if brief.photo], "renditions")
        base = self._url("/")
        self.pictures = {brief.pk: picture(brief.photo, base, brief.photo_alt) for brief in self.briefs}
        self.texts = full(self.briefs, self.request) if self.question.full else {}
        return index

    def title(self, index: Any) -> str:
        words = [self.topic.name] if self.topic else []
        words += self.question.words
        return printable(f"{index.title}: {', '.join(words)}" if words else index.title)

    def description(self, index: Any) -> str:
        about = self.topic.description if self.topic else index.introduction
        return printable(about or self.title(index))

    subtitle = description

    def link(self, index: Any) -> str:
        below = index.reverse_subpage("topic", kwargs={"slug": self.topic.slug}) if self.topic else ""
        return self.home + below

    def author_name(self, index: Any) -> str:
        """Atom asks for an author where a brief names none."""
        site = Site.find_for_request(self.request)
        return printable((site and site.site_name) or index.title)

    def feed_url(self, index: Any) -> str:
        return self._page_url(self.question.page)

    def feed_guid(self, index: Any) -> str:
        """The same in each format and on each page; another one for another question."""
        topic = self.topic.translation_key if self.topic else ""
        question = f"{self.language}/{topic}?{self.question.turned(1).query}"
        return uuid5(index.translation_key, question).urn

    def feed_extra_kwargs(self, index: Any) -> dict[str, Any]:
        page = self.question.page
        pages = {"first": self._page_url(1)}
        if page > 1:
            pages["previous"] = self._page_url(page - 1)
        if self.has_next:
            pages["next"] = self._page_url(page + 1)
        return {"pages": pages if len(pages) > 1 else {}}

    def items(self, index: Any) -> list[Any]:
        return self.briefs

    def item_title(self, brief: Any) -> str:
        return printable(brief.title)

    def item_description(self, brief: Any) -> str:
        return escape(printable(brief.summary))

    def item_link(self, brief: Any) -> str:
        return brief.get_full_url(self.request)

    def item_guid(self, brief: Any) -> str:
        """Survives another address, another title and a move to another site."""
        return uuid5(brief.translation_key, brief.locale.language_code).urn

    def item_pubdate(self, brief: Any) -> datetime | None:
        return brief.shown_date

    def item_updateddate(self, brief: Any) -> datetime:
        return brief.last_published_at or brief.latest_revision_created_at or brief.shown_date or LONG_AGO

    def item_author_name(self, brief: Any) -> str | None:
        return printable(brief.byline) or None

    def item_enclosures(self, brief: Any) -> list[Enclosure]:
        found = self.pictures[brief.pk]
        return [Enclosure(found.url, str(found.size), found.mime_type)] if found else []

    def item_extra_kwargs(self, brief: Any) -> dict[str, Any]:
        return {
            "summary": printable(brief.summary),
            "full": self.texts.get(brief.pk),
            "picture": self.pictures[brief.pk],
            "caption": printable(brief.photo_caption),
            "credit": printable(brief.photo_credit),
            "language": brief.locale.language_code,
            "source_url": brief.source_url or None,
            "tags": list(self._tags(brief)),
            "judgement": {
                "status": spelt(brief.status),
                "status_reason": printable(brief.status_reason) or None,
                "topic": brief.topic.slug if brief.topic else None,
                "period_start": brief.period_start and brief.period_start.isoformat(),
                "period_end": brief.period_end and brief.period_end.isoformat(),
            },
        }

    def _query(self, given: QueryDict) -> QueryDict:
        query = given.copy()
        if self.topic:
            query.pop("topic", None)
        return query

    def _briefs(self, facets: Facets) -> Any:
        briefs = audience.published(Site.find_for_request(self.request))
        briefs = briefs.select_related("topic", "photo", "locale")
        if not self.question.full:
            briefs = briefs.defer_streamfields()
        if self.topic:
            briefs = briefs.filter(topic__translation_key=self.topic.translation_key)
        return facets.narrow(briefs, {"language": [self.language], **self.question.asked})

    def _tags(self, brief: Any) -> Iterable[tuple[str, str, str]]:
        """The address of the scheme, the term and the words of each category: the topic and the status."""
        if brief.topic:
            yield f"{self.home}topic/", brief.topic.slug, printable(brief.topic.name)
        if brief.status:
            yield f"{self.home}#status", brief.status, str(LABELS[brief.status])

    def _page_url(self, page: int) -> str:
        query = self.question.turned(page).query
        return self._url(self.request.path) + (f"?{query}" if query else "")

    def _url(self, path: str) -> str:
        return self.request.build_absolute_uri(path)
