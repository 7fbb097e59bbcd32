"""Briefs of a site that shows them on a front end of its own."""

from wagtail.models import Page
from wagtail_headless_preview.models import HeadlessMixin

from briefs_app.index.mixin import BriefIndexMixin
from briefs_app.models import BriefMixin


class MemoPage(BriefMixin, HeadlessMixin, Page):
    parent_page_types = ["memos.MemosPage"]
    search_fields = [*Page.search_fields, *BriefMixin.brief_search_fields]
    content_panels = [*Page.content_panels, *BriefMixin.brief_panels]
    api_fields = BriefMixin.brief_api_fields


class MemosPage(BriefIndexMixin, Page):
    subpage_types = ["memos.MemoPage"]
    template = "briefs_app/index.html"
