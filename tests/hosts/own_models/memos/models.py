"""Memos: briefs with a grade of confidence and a block of figures, in a template of their own."""

import swapper
from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField

from briefs_app.blocks import BriefBodyBlock
from briefs_app.index.mixin import BriefIndexMixin
from briefs_app.models import BriefMixin, NewestFirst
from briefs_app.models.status import status_choices

if swapper.is_swapped("wagtailcore", "Page"):
    from base.models import BasePage as Page
else:  # Wagtail 7 has no other
    from wagtail.models import Page


class FigureBlock(blocks.StructBlock):
    number = blocks.CharBlock()
    meaning = blocks.CharBlock()

    class Meta:
        template = "memos/figure.html"


class MemoBodyBlock(BriefBodyBlock):
    figure = FigureBlock()


class MemosPage(BriefIndexMixin, Page):
    motto = models.CharField(max_length=120, blank=True)

    template = "memos/memos_page.html"
    subpage_types = ["memos.MemoPage"]
    content_panels = [*Page.content_panels, *BriefIndexMixin.index_panels, FieldPanel("motto")]
    api_fields = [*BriefIndexMixin.index_api_fields, APIField("motto")]


class MemoPage(BriefMixin, Page):
    body = StreamField(MemoBodyBlock(), blank=True)
    # The memos had a `status` before they were briefs; its column stays, that of a brief's has another name.
    workflow_state = models.CharField(max_length=20, default="open", db_column="status")
    status = models.CharField(max_length=12, blank=True, choices=status_choices, db_column="development")
    confidence = models.PositiveSmallIntegerField(default=50)

    template = "memos/memo_page.html"
    parent_page_types = ["memos.MemosPage"]
    subpage_types = []
    search_fields = [*Page.search_fields, *BriefMixin.brief_search_fields]
    api_fields = [*BriefMixin.brief_api_fields, APIField("confidence")]
    content_panels = [
        *Page.content_panels,
        *BriefMixin.brief_panels,
        FieldPanel("confidence"),
        FieldPanel("workflow_state"),
        *BriefMixin.notification_panels,
    ]

    class Meta:
        # The link to the base page is named after it.
        indexes = [NewestFirst(fields=["-brief_date", f"-{Page._meta.model_name}_ptr"], name="memos_newest")]
