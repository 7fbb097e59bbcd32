"""Counts the words of the public briefs, so that rare ones weigh more, and keeps each brief's weightiest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from math import log, sqrt
from typing import Any

from django.db import transaction
from django.db.models import F

from briefs_app.models import BriefTerm, BriefWords, WordCount
from briefs_app.similar import brief_text, words
from briefs_app.similar.words import Use

# 1: words of headline and summary. 2: stems of the whole text, weighed by tf-idf.
ALGORITHM = 2
TERMS = 40
# In place of a word: how many briefs there are in that language.
EVERY_BRIEF = ""


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """Equal to nothing but itself, since thousands are looked up for one brief."""

    key: int
    weight: float
    # How many briefs have it.
    briefs: int
    written: str

    @property
    def small(self) -> bool:
        return self.written[0].islower()

    def made_small(self) -> "Term":
        return self if self.written.isupper() else replace(self, written=self.written.lower())


def key(language: str, stem: str) -> int:
    return int.from_bytes(blake2b(f"{language} {stem}".encode(), digest_size=8).digest(), "big", signed=True)


def weigh(uses: Mapping[str, Use], language: str) -> list[Term]:
    """The weightiest words of a text, heaviest first; together they make a vector of length one."""
    keys = {stem: key(language, stem) for stem in (EVERY_BRIEF, *uses)}
    known = dict(WordCount.objects.filter(pk__in=keys.values()).values_list("term", "briefs"))
    total = known.get(keys[EVERY_BRIEF], 0)
    raw = [
        (_weight(use, total, known.get(keys[stem], 0)), keys[stem], use.written) for stem, use in uses.items()
    ]
    best = sorted(raw, key=lambda term: (-term[0], term[1]))[:TERMS]
    length = sqrt(sum(weight**2 for weight, _key, _written in best))
    return [Term(key, weight / length, known.get(key, 0), written) for weight, key, written in best]


def _weight(use: Use, total: int, briefs: int) -> float:
    """Return the weight of a word; one that every brief has weighs next to nothing, on small sites too."""
    briefs = max(briefs, 1)
    return (1 + log(use.count)) * log((max(total, briefs) + 1) / briefs)


def count(brief: Any) -> BriefWords:
    """Counts the brief's words, instead of those that it had before."""
    language = brief.locale.language_code
    uses = words.uses(brief_text.parts(brief), language)
    with transaction.atomic(savepoint=False):
        before = BriefWords.objects.select_for_update().filter(pk=brief.pk).first()
        counted = before or BriefWords(brief_id=brief.pk, language=language)
        _recount(_keys(counted), _keys(counted, uses))
        counted.counts = {stem: [use.count, use.written] for stem, use in uses.items()}
        counted.step, counted.algorithm = BriefWords.Step.COUNTED, ALGORITHM
        counted.save(force_insert=before is None)
    return counted


def discount(counted: BriefWords) -> None:
    _recount(_keys(counted), set())


def count_anew() -> None:
    """Forgets all numbers; until every brief has been counted again, nothing counts as rare."""
    with transaction.atomic():
        WordCount.objects.all().delete()
        BriefWords.objects.update(counts={}, step=BriefWords.Step.STALE)


def keep(counted: BriefWords, terms: list[Term], group: int) -> None:
    with transaction.atomic(savepoint=False):
        counted.terms.all().delete()
        BriefTerm.objects.bulk_create(
            [
                BriefTerm(brief_id=counted.pk, term=term.key, weight=term.weight, small=term.small)
                for term in terms
            ],
            ignore_conflicts=True,
        )
        counted.group, counted.step = group, BriefWords.Step.WEIGHED
        counted.save(update_fields=["group", "step"])


def uses_of(counted: BriefWords) -> dict[str, Use]:
    return {stem: Use(*use) for stem, use in counted.counts.items()}


def fingerprint(counted: BriefWords) -> int:
    return key(counted.language, "\n".join(sorted(counted.counts)))


def _keys(counted: BriefWords, uses: Iterable[str] | None = None) -> set[int]:
    stems = counted.counts if uses is None else uses
    return {key(counted.language, stem) for stem in (EVERY_BRIEF, *stems)} if stems else set()


def _recount(before: set[int], now: set[int]) -> None:
    """One brief less has each word of `before` that is not in `now`, one more each that is only there."""
    gone, come = before - now, now - before
    counts = WordCount.objects.filter(pk__in=gone | come).order_by("pk")
    # Always in the same order, or two publications might wait for each other.
    known = set(counts.select_for_update().values_list("pk", flat=True))
    new = [WordCount(term=term) for term in sorted(come - known)]
    WordCount.objects.bulk_create(new, ignore_conflicts=True)
    WordCount.objects.filter(pk__in=come).update(briefs=F("briefs") + 1)
    WordCount.objects.filter(pk__in=gone).update(briefs=F("briefs") - 1)
