"""Corrections of briefs that readers have seen, with their dates."""

from typing import Any

import swapper
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

swapper.set_app_prefix("wagtailcore", "wagtail")
PAGE = swapper.get_model_name("wagtailcore", "Page")


class CorrectionManager(models.Manager["Correction"]):
    def note(self, brief: Any, made_by: Any = None) -> None:
        """Store the correction that a published brief bears, unless it is the newest already."""
        newest = self.filter(brief=brief.pk).first()
        if brief.correction_note and (newest is None or newest.note != brief.correction_note):
            self.create(brief_id=brief.pk, note=brief.correction_note, made_by=made_by)


class Correction(models.Model):
    """The newest first. A page in another language has its own."""

    # The relation lands on every page type of the host, hence its long name.
    brief = models.ForeignKey(
        PAGE, on_delete=models.CASCADE, related_name="brief_corrections", verbose_name=_("brief")
    )
    note = models.CharField(_("correction"), max_length=600)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    # Empty where nobody is known, as in a command.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects: Any = CorrectionManager()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.note
