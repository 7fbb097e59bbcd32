"""Checks of the links in the text, and of the related articles."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import swapper
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs_app import audience, links
from briefs_app.links import Hidden
from briefs_app.publish_checks.finding import Finding
from briefs_app.publish_checks.wording import titles


def text(brief: Any, request: HttpRequest) -> Iterator[Finding]:
    """Find the links that readers do not get, as the page leaves them out."""
    found: dict[Hidden, list[str]] = defaultdict(list)
    for title, reason in links.hidden(brief, request):
        found[reason].append(title)
    if count := len(found[Hidden.GONE]):
        said = ngettext(
            "%(count)s link leads to a page or document that was deleted. Remove it, or choose another.",
            "%(count)s links lead to pages or documents that were deleted. Remove them, or choose others.",
            count,
        )
        yield Finding("link_gone", said % {"count": count}, field="body")
    if pages := found[Hidden.NOT_PUBLISHED]:
        said = _("Links to pages that are not published: %(titles)s. Publish them, or remove the links.")
        yield Finding("link_not_published", said % {"titles": titles(pages)}, field="body")
    if private := found[Hidden.NOT_PUBLIC]:
        said = _("Links to what not everybody may read: %(titles)s. Readers get no link there.")
        yield Finding("link_not_public", said % {"titles": titles(private)}, field="body")


def related(brief: Any, request: HttpRequest) -> Iterator[Finding]:
    chosen = [article.page_id for article in brief.brief_related_articles.all() if article.page_id]
    if not chosen:
        return
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk__in=chosen)
    shown = set(audience.visible(pages, audience.site_of(brief)).values_list("pk", flat=True))
    if left_out := list(pages.exclude(pk__in=shown).order_by("title").values_list("title", flat=True)):
        said = _("Related articles that readers cannot see: %(titles)s. Publish them, or choose others.")
        yield Finding("related_hidden", said % {"titles": titles(left_out)}, field="brief_related_articles")
