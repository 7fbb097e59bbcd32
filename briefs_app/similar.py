"""Finds similar briefs: those that share rare words, lifted by a shared topic."""

import re
from collections import Counter
from math import log
from typing import Any

from django.db import transaction
from django.db.models import Q

from briefs_app import reader
from briefs_app.models import SimilarBrief

ALGORITHM = 1
CANDIDATES = 300
KEEP = 5
TOPIC_LIFT = 1.5
# Below this share of the brief's own weight two texts only happen to be about the same country.
THRESHOLD = 0.12

WORD = re.compile(r"[^\W\d_]{4,}")


def refresh(brief_id: int) -> None:
    """Finds the similar briefs of one brief again, both ways; running it twice changes nothing."""
    brief = reader.published().select_related("topic").filter(pk=brief_id).first()
    pairs = _pairs(brief) if brief else []
    with transaction.atomic():
        SimilarBrief.objects.filter(Q(brief_id=brief_id) | Q(similar_id=brief_id)).delete()
        SimilarBrief.objects.bulk_create(pairs, ignore_conflicts=True)


def _pairs(brief: Any) -> list[SimilarBrief]:
    others = reader.published().exclude(pk=brief.pk).filter(locale_id=brief.locale_id)
    others = list(others.defer_streamfields()[:CANDIDATES])
    words = {page.pk: _words(page) for page in [brief, *others]}
    frequency = Counter(word for own in words.values() for word in own)
    weight = {word: log(1 + len(words) / count) for word, count in frequency.items()}
    scored = [(other, *_score(brief, other, words, weight)) for other in others]
    best = sorted((row for row in scored if row[1] >= THRESHOLD), key=lambda row: -row[1])[:KEEP]
    return [row for other, score, shared in best for row in _both_ways(brief.pk, other.pk, score, shared)]


def _score(
    brief: Any, other: Any, words: dict[int, set[str]], weight: dict[str, float]
) -> tuple[float, list[str]]:
    mine, theirs = words[brief.pk], words[other.pk]
    shared = sorted(mine & theirs, key=lambda word: -weight[word])
    union = sum(weight[word] for word in mine | theirs) or 1.0
    lift = TOPIC_LIFT if brief.topic_id == other.topic_id else 1.0
    return lift * sum(weight[word] for word in shared) / union, shared


def _both_ways(one: int, two: int, score: float, shared: list[str]) -> list[SimilarBrief]:
    common = {"score": score, "shared_words": ", ".join(shared[:4])[:255], "algorithm": ALGORITHM}
    return [
        SimilarBrief(brief_id=one, similar_id=two, **common),
        SimilarBrief(brief_id=two, similar_id=one, **common),
    ]


def _words(page: Any) -> set[str]:
    text = f"{page.title} {page.summary}".casefold()
    return set(WORD.findall(text))
