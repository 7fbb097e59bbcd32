"""Remembers which page came from which old article, and in which state the import left it."""

import swapper
from django.db import models
from django.db.models import Q

swapper.set_app_prefix("wagtailcore", "wagtail")
PAGE = swapper.get_model_name("wagtailcore", "Page")


class ImportedBrief(models.Model):
    """Gone with its page, so that a deleted brief may be imported again."""

    page = models.OneToOneField(PAGE, on_delete=models.CASCADE, primary_key=True, related_name="+")
    language = models.CharField(max_length=100)
    # Hashes, as either may be of any length: of day and headline, and of the old article's own address.
    key = models.CharField(max_length=64, db_index=True)
    origin = models.CharField(max_length=64, blank=True)
    # The topic as the old article named it, known here or not.
    category = models.TextField(blank=True)
    # What the import wrote; another digest or revision means that an editor was here since.
    digest = models.CharField(max_length=64)
    revision = models.BigIntegerField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = "imported brief"
        verbose_name_plural = "imported briefs"
        constraints = [
            models.UniqueConstraint(
                fields=["language", "origin"], condition=~Q(origin=""), name="briefs_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} ← {self.origin or self.key}"
