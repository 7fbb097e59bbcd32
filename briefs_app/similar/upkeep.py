"""Brings one brief, some or all up to date."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Count, QuerySet
from wagtail.models import Site

from briefs_app import audience
from briefs_app.caching import changes
from briefs_app.conf import settings
from briefs_app.models import BriefWords, SimilarBrief
from briefs_app.similar import pairs, scores, terms
from briefs_app.similar.scores import Shared

logger = logging.getLogger(__name__)
Step = BriefWords.Step

# How many others are compared again when they lost a similar brief and have too few left.
LOSERS = 5
# Above it, whoever moves or restricts a whole section would wait too long.
AT_ONCE = 50
BATCH = 200

Progress = Callable[[str, Iterable[Any], int], Iterable[Any]]


def refresh_all(brief_ids: Iterable[int]) -> None:
    """Refresh as many as one request may; the rest waits for `rebuild_similar`. Nothing private is shown."""
    ids = list(brief_ids)
    for brief_id in ids[:AT_ONCE]:
        refresh(brief_id)
    if late := ids[AT_ONCE:]:
        outdate(late)
        logger.warning("Similar briefs of %s briefs may be out of date: run rebuild_similar.", len(late))


def outdate(brief_ids: list[int]) -> None:
    """The next `rebuild` takes them up."""
    for start in range(0, len(brief_ids), BATCH):
        BriefWords.objects.filter(pk__in=brief_ids[start : start + BATCH]).update(step=Step.STALE)


def refresh(brief_id: int) -> None:
    """Finds the similar briefs of one brief again, both ways; running it twice changes nothing."""
    brief = _public([brief_id]).get(brief_id)
    if brief is None:
        forget([brief_id])
        return
    before = pairs.those_who_show(brief_id)
    with transaction.atomic():
        # Two who publish the same brief at once count it one after the other.
        _model().objects.select_for_update().filter(pk=brief_id).order_by().values_list("pk").first()
        counted = terms.count(brief)
        matches = scores.rank(scores.subject(brief), _weigh(counted))
        pairs.store(brief_id, counted.group, matches)
        _reach(Step.COMPARED, counted)
    now = set(pairs.those_who_show(brief_id))
    compare_again([pk for pk in before if pk not in now])


def compare_again(brief_ids: list[int]) -> None:
    """Those who have too few left."""
    rows = SimilarBrief.objects.filter(brief_id__in=brief_ids)
    left = dict(rows.order_by().values_list("brief_id").annotate(Count("pk")))
    poor = [pk for pk in brief_ids if left.get(pk, 0) < settings.RELATED_FILL][:LOSERS]
    for counted in BriefWords.objects.filter(pk__in=poor):
        if brief := _public([counted.pk]).get(counted.pk):
            pairs.store(counted.pk, counted.group, scores.rank(scores.subject(brief), _found(counted)))


def forget(brief_ids: list[int]) -> None:
    with transaction.atomic():
        # Each is discounted on the way: see `follow`.
        BriefWords.objects.filter(pk__in=brief_ids).delete()
        pairs.remove(brief_ids)


def rebuild(progress: Progress = lambda step, briefs, total: briefs, again: bool = False) -> None:
    """Find what is missing or out of date, or all `again`. May be interrupted; the next run goes on."""
    try:
        _rebuild(progress, again)
    finally:
        changes.bump()


def _rebuild(progress: Progress, again: bool) -> None:
    if again:
        terms.count_anew()
    for ids in _batches(BriefWords.objects.all()):
        forget(sorted(set(ids) - set(_public(ids))))
    # Each step for all before the next one: a word's weight depends on how many briefs have it.
    everybody = _model().objects.filter(live=True, alias_of=None)
    for brief in progress("count", _uncounted(everybody), everybody.count()):
        if brief:
            terms.count(brief)
    for counted in progress("weigh", *_at(Step.COUNTED)):
        _weigh(counted)
    for counted in progress("compare", *_at(Step.WEIGHED)):
        if brief := _public([counted.pk]).get(counted.pk):
            pairs.store_own(counted.pk, scores.rank(scores.subject(brief), _found(counted)))
            _reach(Step.COMPARED, counted)


def _uncounted(everybody: QuerySet) -> Iterator[Any]:
    fresh = BriefWords.objects.filter(algorithm=terms.ALGORITHM).exclude(step=Step.STALE)
    for ids in _batches(everybody):
        known = set(fresh.filter(pk__in=ids).values_list("pk", flat=True))
        briefs = _public([pk for pk in ids if pk not in known])
        yield from (briefs.get(pk) for pk in ids)


def _at(step: int) -> tuple[Iterator[BriefWords], int]:
    waiting = BriefWords.objects.filter(step=step)
    return (counted for ids in _batches(waiting) for counted in waiting.filter(pk__in=ids)), waiting.count()


def _batches(rows: QuerySet) -> Iterator[list[int]]:
    last = 0
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]


def _public(ids: list[int]) -> dict[int, Any]:
    """Return the public briefs of all sites, without aliases."""
    briefs = _model().objects.filter(pk__in=ids, alias_of=None).select_related("locale")
    sites = Site.objects.select_related("root_page") if ids else ()
    return {brief.pk: brief for site in sites for brief in audience.visible(briefs, site)}


def _weigh(counted: BriefWords) -> Shared:
    best = terms.weigh(terms.uses_of(counted), counted.language)
    found = scores.shared(best, but=counted.pk)
    terms.keep(counted, best, scores.group_of(found, own=terms.fingerprint(counted)))
    return found


def _found(counted: BriefWords) -> Shared:
    return scores.shared(terms.weigh(terms.uses_of(counted), counted.language), but=counted.pk)


def _reach(step: int, counted: BriefWords) -> None:
    BriefWords.objects.filter(pk=counted.pk).update(step=step)


def _model() -> Any:
    return apps.get_model(settings.PAGE_MODEL)
