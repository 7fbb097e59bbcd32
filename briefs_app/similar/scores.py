"""Scores public briefs by their likeness to a text: shared words, raised by topic and near dates."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from math import exp
from typing import Any

from django.apps import apps
from wagtail.models import Site

from briefs_app import audience
from briefs_app.conf import settings
from briefs_app.models import BriefTerm, BriefWords
from briefs_app.similar.terms import Term

# How many rows are read to find candidates by rare words, and how many candidates are looked at closely.
POSTINGS = 1500
CANDIDATES = 60
# Of equal texts the one on the same topic comes first, and then the one written about the same time.
TOPIC_LIFT = 0.25
TIME_LIFT = 0.15
DAYS_NEAR = 90
# Below it, two texts only happen to have words in common: better no similar brief than a weak one.
THRESHOLD = 0.08
# What must be left without the weightiest word: a single one, however rare, is a coincidence.
REST = 0.02
# From here on one text repeats the other.
NEAR_DUPLICATE = 0.85
REASON_WORDS = 4

Shared = dict[int, dict[Term, float]]


@dataclass(frozen=True)
class Subject:
    """The text that others are compared with: a brief, or one that is being written."""

    pk: int | None
    topic_id: int | None
    date: datetime | None
    site: Site | None


@dataclass(frozen=True)
class Match:
    brief_id: int
    score: float
    group: int
    # As written, the weightiest first.
    words: tuple[str, ...] = ()


def subject(brief: Any) -> Subject:
    return Subject(brief.pk, brief.topic_id, brief.shown_date, brief.get_site())


def shared(terms: list[Term], but: int | None = None) -> Shared:
    """Return the words that each candidate shares, with their part in the cosine of the two texts."""
    found: Shared = defaultdict(dict)
    rare, common = _by_rarity(terms)
    _collect(found, rare, BriefTerm.objects.exclude(brief_id=but))
    best = set(nlargest(CANDIDATES, found, key=lambda pk: (cosine(found[pk]), pk)))
    found = {pk: found[pk] for pk in best}
    _collect(found, common, BriefTerm.objects.filter(brief_id__in=best))
    return found


def cosine(shares: dict[Term, float]) -> float:
    return sum(shares.values())


def _by_rarity(terms: list[Term]) -> tuple[list[Term], list[Term]]:
    """Return the rarest words, as many as may be looked up: a word that all have finds nobody."""
    rarest = sorted(terms, key=lambda term: (term.briefs, -term.weight, term.key))
    read = 0
    for place, term in enumerate(rarest):
        read += term.briefs
        if read > POSTINGS and place:
            return rarest[:place], rarest[place:]
    return rarest, []


def _collect(found: Shared, terms: list[Term], among: Any) -> None:
    known = {term.key: (term, term.made_small()) for term in terms}
    rows = among.filter(term__in=known).values_list("brief_id", "term", "weight", "small")
    for pk, key, weight, small in rows:
        term = known[key][small]
        found[pk][term] = term.weight * weight


def rank(subject: Subject, found: Shared) -> list[Match]:
    """The best first; only what anybody may read, and nothing weak."""
    most = (1 + TOPIC_LIFT) * (1 + TIME_LIFT)
    likely = {pk for pk, shares in found.items() if cosine(shares) * most >= THRESHOLD}
    likely = {pk for pk in likely if cosine(found[pk]) - max(found[pk].values()) >= REST}
    groups = dict(BriefWords.objects.filter(pk__in=likely).values_list("pk", "group"))
    matches = [
        Match(pk, cosine(found[pk]) * _lift(subject, topic_id, date), groups.get(pk, 0), _words(found[pk]))
        for pk, topic_id, date in _public(likely, subject.site)
    ]
    return in_order(match for match in matches if match.score >= THRESHOLD)


def _public(ids: Collection[int], site: Site | None) -> Iterable[tuple[int, int, datetime]]:
    pages = apps.get_model(settings.PAGE_MODEL).objects.filter(pk__in=ids)
    return audience.visible(pages, site).values_list("pk", "topic_id", "brief_date")


def _lift(subject: Subject, topic_id: int, date: datetime | None) -> float:
    same_topic = subject.topic_id is not None and subject.topic_id == topic_id
    days = abs((subject.date - date).days) if subject.date and date else None
    nearness = exp(-days / DAYS_NEAR) if days is not None else 0
    return (1 + TOPIC_LIFT * same_topic) * (1 + TIME_LIFT * nearness)


def _words(shares: dict[Term, float]) -> tuple[str, ...]:
    best = sorted(shares, key=lambda term: (-shares[term], term.key))
    return tuple(term.written for term in best[:REASON_WORDS])


def in_order(matches: Iterable[Match]) -> list[Match]:
    return sorted(matches, key=lambda match: (-match.score, -match.brief_id))


def one_of_each(matches: Iterable[Match]) -> list[Match]:
    """Keep only the best of briefs that say the same."""
    best: dict[int, Match] = {}
    for match in in_order(matches):
        best.setdefault(match.group, match)
    return list(best.values())


def group_of(found: Shared, own: int) -> int:
    """That of the brief which says the same, else its own."""
    nearest = max(found, key=lambda pk: (cosine(found[pk]), -pk), default=None)
    if nearest is None or cosine(found[nearest]) < NEAR_DUPLICATE:
        return own
    return BriefWords.objects.values_list("group", flat=True).get(pk=nearest)
