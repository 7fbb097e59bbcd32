"""The words of briefs, the similar briefs found by them, and the pairs that an editor ruled out."""

from typing import Any

import swapper
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

swapper.set_app_prefix("wagtailcore", "wagtail")
PAGE = swapper.get_model_name("wagtailcore", "Page")


class SimilarBriefQuerySet(models.QuerySet["SimilarBrief"]):
    def of(self, *brief_ids: int) -> "SimilarBriefQuerySet":
        """The most similar first, without the ones that an editor ruled out."""
        blocked = BlockedPair.objects.filter(
            Q(one=OuterRef("brief"), other=OuterRef("similar"))
            | Q(one=OuterRef("similar"), other=OuterRef("brief"))
        )
        return self.filter(~Exists(blocked), brief_id__in=brief_ids).order_by("-score", "-similar_id")


class SimilarBrief(models.Model):
    """A brief and one that is similar to it; a pair has two rows, unless one has enough better ones."""

    brief = models.ForeignKey(PAGE, on_delete=models.CASCADE, related_name="+")
    similar = models.ForeignKey(PAGE, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(_("score"))
    # The words that both share, divided by commas; what a reader is told.
    shared_words = models.CharField(_("shared words"), max_length=255, blank=True)
    # Rows of an older one stay in use until `rebuild_similar` replaces them.
    algorithm = models.PositiveSmallIntegerField(_("version of the algorithm"))

    objects = SimilarBriefQuerySet.as_manager()

    # Found, not set by anybody: no use of a page that Wagtail should warn of.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("similar brief")
        verbose_name_plural = _("similar briefs")
        ordering = ["-score", "similar"]
        constraints = [
            models.UniqueConstraint(fields=["brief", "similar"], name="briefs_similar_once"),
        ]

    def __str__(self) -> str:
        return f"{self.brief_id} ~ {self.similar_id} ({self.score:.2f})"


class BriefWords(models.Model):
    """The words of one public brief, as they were counted, and how far it is worked through."""

    class Step(models.IntegerChoices):
        STALE = 0
        COUNTED = 1
        WEIGHED = 2
        COMPARED = 3

    brief = models.OneToOneField(PAGE, on_delete=models.CASCADE, primary_key=True, related_name="+")
    language = models.CharField(max_length=100)
    # {stem: [how often, as written]}
    counts = models.JSONField(default=dict)
    # Briefs with nearly the same text have the same.
    group = models.BigIntegerField(default=0)
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.COUNTED)
    algorithm = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.brief_id}: {len(self.counts)}"


class BriefTerm(models.Model):
    """One of the weightiest words of a brief. The squares of a brief's weights add up to one."""

    brief = models.ForeignKey(BriefWords, on_delete=models.CASCADE, related_name="terms")
    term = models.BigIntegerField()
    weight = models.FloatField()
    # Written with a small letter, so no name; others may know the word from the start of a sentence only.
    small = models.BooleanField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "brief"], name="briefs_term_once")]

    def __str__(self) -> str:
        return f"{self.brief_id}: {self.term} ({self.weight:.2f})"


class WordCount(models.Model):
    """The number of briefs of a language that have a word; see `similar.terms.key`."""

    # A number made from word and language, since databases disagree on which texts are equal.
    term = models.BigIntegerField(primary_key=True)
    briefs = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.term}: {self.briefs}"


class BlockedPairManager(models.Manager["BlockedPair"]):
    def block(self, brief_id: int, other_id: int) -> bool:
        """Tell whether that is new; from the other side it is the same pair."""
        return self.get_or_create(one_id=min(brief_id, other_id), other_id=max(brief_id, other_id))[1]

    def allow(self, brief_id: int, other_id: int) -> bool:
        """Tell whether the pair had been ruled out."""
        pair = self.filter(one_id=min(brief_id, other_id), other_id=max(brief_id, other_id))
        return bool(pair.delete()[0])

    def with_brief(self, brief_id: int) -> set[int]:
        pairs = self.filter(Q(one_id=brief_id) | Q(other_id=brief_id)).values_list("one_id", "other_id")
        return {pk for pair in pairs for pk in pair} - {brief_id}


class BlockedPair(models.Model):
    """Two briefs that an editor never wants to see beside each other as similar."""

    one = models.ForeignKey(PAGE, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(PAGE, on_delete=models.CASCADE, related_name="+")

    objects: Any = BlockedPairManager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="briefs_blocked_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="briefs_blocked_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} × {self.other_id}"
