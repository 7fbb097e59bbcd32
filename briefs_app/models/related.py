"""An article that the editor put beside a brief: a page or an outside link."""

from collections.abc import Collection
from typing import Any

import swapper
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable

swapper.set_app_prefix("wagtailcore", "wagtail")
PAGE = swapper.get_model_name("wagtailcore", "Page")


class RelatedArticle(Orderable):
    # The relation lands on every page type of the host, hence its long name.
    brief = ParentalKey(PAGE, on_delete=models.CASCADE, related_name="brief_related_articles")
    page = models.ForeignKey(
        PAGE, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("page")
    )
    url = models.URLField(_("outside link"), max_length=500, blank=True)
    headline = models.CharField(
        _("headline of the outside link"), max_length=255, blank=True, help_text=_("Pages bring their own.")
    )
    source = models.CharField(_("published by"), max_length=120, blank=True)

    # A script shows the part that a row has, and both parts of an empty row.
    panels = [
        PageChooserPanel("page", attrs={"data-brief-related": "page"}),
        FieldRowPanel(
            [FieldPanel("url"), FieldPanel("headline"), FieldPanel("source")],
            heading=_("Or an outside link"),
            attrs={"data-brief-related": "link"},
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")

    def __str__(self) -> str:
        return self.headline or str(self.page or self.url)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        # Not in `clean`, whose errors could name no field, and which does not know of those that a field has.
        super().clean_fields(exclude)
        wrong = self._wrong()
        # A form leaves out the fields that have an error already, and those that it does not show.
        if wrong and {"page", "url", "headline"}.isdisjoint(exclude or ()):
            raise ValidationError(dict([wrong]))

    def _wrong(self) -> tuple[str, Any] | None:
        if bool(self.page_id) == bool(self.url):
            is_link = self.url or self.headline or self.source
            return "url" if is_link else "page", _("Choose a page or give an outside link: one of the two.")
        if self.url and not self.headline:
            return "headline", _("An outside link needs a headline.")
        return None
