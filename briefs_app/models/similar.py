"""A brief found to be like another one, with its score and the reason."""

import swapper
from django.db import models
from django.utils.translation import gettext_lazy as _

swapper.set_app_prefix("wagtailcore", "wagtail")
PAGE = swapper.get_model_name("wagtailcore", "Page")


class SimilarBrief(models.Model):
    brief = models.ForeignKey(PAGE, on_delete=models.CASCADE, related_name="+")
    similar = models.ForeignKey(PAGE, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(_("score"))
    # The words that both share, divided by commas; what a reader is told.
    shared_words = models.CharField(_("shared words"), max_length=255, blank=True)
    algorithm = models.PositiveSmallIntegerField(_("version of the algorithm"))

    class Meta:
        verbose_name = _("similar brief")
        verbose_name_plural = _("similar briefs")
        ordering = ["-score", "similar"]
        constraints = [
            models.UniqueConstraint(fields=["brief", "similar"], name="briefs_similar_once"),
        ]

    def __str__(self) -> str:
        return f"{self.brief_id} ~ {self.similar_id} ({self.score:.2f})"
