"""Stores the best matches of a brief, and the brief among the best matches of the others."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from briefs_app.caching import changes
from briefs_app.models import BriefWords, SimilarBrief
from briefs_app.similar.scores import Match, one_of_each
from briefs_app.similar.terms import ALGORITHM

# More than are shown, so that something is left when some of them are withdrawn or ruled out.
KEEP = 12
# How many others get the brief into their own lists, the most similar first.
NEIGHBOURS = 24


def those_who_show(brief_id: int) -> list[int]:
    rows = SimilarBrief.objects.filter(similar_id=brief_id).order_by("-score", "-brief_id")
    return list(rows.values_list("brief_id", flat=True))


def store(brief_id: int, group: int, matches: list[Match]) -> None:
    """Store pairs in both directions; doing it twice changes nothing."""
    wanted = [_row(brief_id, match) for match in one_of_each(matches)[:KEEP]]
    unwanted = Q(brief_id=brief_id) | Q(similar_id=brief_id)
    lists = _lists([match.brief_id for match in matches[:NEIGHBOURS]], but=brief_id)
    for match in matches[:NEIGHBOURS]:
        other = match.brief_id
        own = Match(brief_id, match.score, group, match.words)
        best = one_of_each([*lists[other], own])[:KEEP]
        if own in best:
            wanted.append(_row(other, own))
            dropped = {each.brief_id for each in lists[other]} - {each.brief_id for each in best}
            if dropped:
                unwanted |= Q(brief_id=other, similar_id__in=dropped)
    with transaction.atomic(savepoint=False):
        SimilarBrief.objects.filter(unwanted).delete()
        SimilarBrief.objects.bulk_create(wanted, ignore_conflicts=True)
        changes.bump()


def store_own(brief_id: int, matches: list[Match]) -> None:
    """Store pairs in one direction, as every other brief will be treated as well."""
    with transaction.atomic():
        SimilarBrief.objects.filter(brief_id=brief_id).delete()
        rows = [_row(brief_id, match) for match in one_of_each(matches)[:KEEP]]
        SimilarBrief.objects.bulk_create(rows, ignore_conflicts=True)


def remove(brief_ids: Iterable[int]) -> None:
    ids = list(brief_ids)
    SimilarBrief.objects.filter(Q(brief_id__in=ids) | Q(similar_id__in=ids)).delete()


def _lists(brief_ids: list[int], but: int) -> dict[int, list[Match]]:
    rows = SimilarBrief.objects.filter(brief_id__in=brief_ids).exclude(similar_id=but)
    rows = list(rows.values_list("brief_id", "similar_id", "score"))
    groups = dict(BriefWords.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", "group"))
    lists = defaultdict(list)
    for brief_id, similar_id, score in rows:
        lists[brief_id].append(Match(similar_id, score, groups.get(similar_id, 0)))
    return lists


def _row(brief_id: int, match: Match) -> SimilarBrief:
    return SimilarBrief(
        brief_id=brief_id,
        similar_id=match.brief_id,
        score=match.score,
        shared_words=", ".join(match.words)[:255],
        algorithm=ALGORITHM,
    )
