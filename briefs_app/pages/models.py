"""The ready-made brief page and index page: the mixins, and nothing else."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, TabbedInterface
from wagtail.models import Page

from briefs_app.index.mixin import BriefIndexMixin
from briefs_app.models import BriefMixin, NewestFirst


class BriefIndexPage(BriefIndexMixin, Page):
    template = "briefs_app/index.html"
    subpage_types = ["briefs_pages.BriefPage", "briefs_pages.BriefIndexPage"]
    content_panels = [*Page.content_panels, *BriefIndexMixin.index_panels]
    api_fields = BriefIndexMixin.index_api_fields

    class Meta:
        verbose_name = _("brief index")
        verbose_name_plural = _("brief indexes")


class BriefPage(BriefMixin, Page):
    template = "briefs_app/brief.html"
    parent_page_types = ["briefs_pages.BriefIndexPage"]
    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, *BriefMixin.brief_search_fields]
    api_fields = BriefMixin.brief_api_fields
    edit_handler = TabbedInterface(
        [
            ObjectList([*Page.content_panels, *BriefMixin.brief_panels], heading=_("Brief")),
            ObjectList(BriefMixin.notification_panels, heading=_("Subscribers")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings"), classname="settings"),
        ]
    )

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        indexes = [
            NewestFirst(fields=["-brief_date", "-page_ptr"], name="briefs_pages_newest"),
            NewestFirst(fields=["topic", "-brief_date", "-page_ptr"], name="briefs_pages_topic_newest"),
            models.Index(fields=["-period_end"], name="briefs_pages_period_end"),
        ]
