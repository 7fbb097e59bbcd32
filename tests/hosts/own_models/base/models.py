"""The base of every page of this site, instead of Wagtail's own."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import AbstractPage


class BasePage(AbstractPage):
    department = models.CharField(max_length=60, blank=True)

    promote_panels = [*AbstractPage.promote_panels, FieldPanel("department")]
