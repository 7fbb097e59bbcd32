"""Finds the similar briefs of what was imported, also by a run that was broken off."""

from tqdm import tqdm

from briefs_app import similar
from briefs_app.models import BriefWords, ImportedBrief


def waiting() -> list[int]:
    """The first public briefs that nobody has compared yet; no more than tell whether there are many."""
    compared = BriefWords.objects.filter(step=BriefWords.Step.COMPARED)
    briefs = ImportedBrief.objects.filter(page__live=True).exclude(pk__in=compared.values("pk"))
    return list(briefs.order_by("pk").values_list("pk", flat=True)[: similar.AT_ONCE + 1])


def find(briefs: list[int]) -> None:
    if len(briefs) <= similar.AT_ONCE:
        similar.refresh_all(briefs)
    else:
        similar.rebuild(lambda step, briefs, total: tqdm(briefs, step, total, unit=" briefs", disable=None))
