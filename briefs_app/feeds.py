"""The RSS feed of an index page."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.html import escape

from briefs_app.conf import settings


class BriefsFeed(Feed):
    def get_object(self, request: HttpRequest, index: Any) -> Any:
        self.request, self.language = request, index.locale.language_code
        return index

    def title(self, index: Any) -> str:
        return index.title

    def description(self, index: Any) -> str:
        return index.introduction or index.title

    def link(self, index: Any) -> str:
        return index.get_full_url(self.request)

    def feed_url(self, index: Any) -> str:
        return self.request.build_absolute_uri(self.request.path)

    def items(self, index: Any) -> Any:
        return index.briefs(self.request)[: settings.PER_PAGE]

    def item_title(self, brief: Any) -> str:
        return _printable(brief.title)

    def item_description(self, brief: Any) -> str:
        return escape(_printable(brief.summary))

    def item_link(self, brief: Any) -> str:
        return brief.get_full_url(self.request)

    def item_pubdate(self, brief: Any) -> Any:
        return brief.shown_date

    def item_author_name(self, brief: Any) -> str:
        return _printable(brief.byline)

    def item_categories(self, brief: Any) -> list[str]:
        return [_printable(brief.topic.name)]


def _printable(text: str) -> str:
    """XML has no place for control characters, which come along when text is pasted."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t ")
