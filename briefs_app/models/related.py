"""An article that the editor put beside a brief: a page or an outside link."""

import swapper
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
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

    panels = [
        PageChooserPanel("page"),
        MultiFieldPanel(
            [FieldPanel("url"), FieldRowPanel([FieldPanel("headline"), FieldPanel("source")])],
            heading=_("Or an outside link"),
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")

    def __str__(self) -> str:
        return self.headline or str(self.page or self.url)

    def clean(self) -> None:
        super().clean()
        if bool(self.page_id) == bool(self.url):
            raise ValidationError(_("Choose a page or give an outside link: one of the two."))
        if self.url and not self.headline:
            raise ValidationError({"headline": _("An outside link needs a headline.")})
