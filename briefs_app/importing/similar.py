"""Find the similar briefs of imported briefs, also those of an interrupted run."""

from tqdm import tqdm

from briefs_app import similar
from briefs_app.models import BriefWords, ImportedBrief


def waiting() -> list[int]:
    """Return the first published briefs that were not compared yet, at most one more than AT_ONCE."""
    compared = BriefWords.objects.filter(step=BriefWords.Step.COMPARED)
    briefs = ImportedBrief.objects.filter(page__live=True).exclude(pk__in=compared.values("pk"))
    return list(briefs.order_by("pk").values_list("pk", flat=True)[: similar.AT_ONCE + 1])


def find(briefs: list[int]) -> None:
    """Find similar briefs for these; if they are many, rebuild all with a progress bar."""
    if len(briefs) <= similar.AT_ONCE:
        similar.refresh_all(briefs)
    else:
        similar.rebuild(lambda step, briefs, total: tqdm(briefs, step, total, unit=" briefs", disable=None))
