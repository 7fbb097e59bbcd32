"""Pages whose bodies have paragraphs only, and images with a required field."""

from django.db import models
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page

from briefs_app.index.mixin import BriefIndexMixin
from briefs_app.models import BriefMixin


class Photo(AbstractImage):
    origin = models.CharField(max_length=80, default="the archive")
    admin_form_fields = ("title", "file", "origin")


class PhotoRendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class EntryPage(BriefMixin, Page):
    parent_page_types = ["diary.DiaryPage"]
    template = "briefs_app/brief.html"
    body = StreamField([("paragraph", RichTextBlock())], blank=True)


class DiaryPage(BriefIndexMixin, Page):
    subpage_types = ["diary.EntryPage"]
    template = "briefs_app/index.html"
