"""Reasons not to write an old brief to the site, or not to publish it."""

from datetime import datetime

from briefs_app.importing.content import Content
from briefs_app.importing.old_brief import OldBrief
from briefs_app.importing.report import Kind, Outcome
from briefs_app.importing.writer import ExistingPage


def to_writing(brief: OldBrief, existing: ExistingPage | None, drafts: bool) -> Outcome | None:
    """Return the outcome of a brief that must not be written; None if it may be."""
    if existing and brief.withheld and existing.content.live:
        advice = f"{brief.withheld}, but public here: unpublish it unless that is meant"
        return Outcome(Kind.LEFT_ALONE, brief.headline, (advice,), existing.pk)
    if brief.withheld and not drafts:
        return Outcome(Kind.SKIPPED, brief.headline, (f"{brief.withheld}: --drafts brings it in as a draft",))
    if existing and existing.left_alone:
        return Outcome(Kind.LEFT_ALONE, brief.headline, (existing.left_alone,), existing.pk)
    return None


def to_publishing(wanted: Content, now: datetime) -> list[str]:
    """Return the reasons why a brief must stay a draft."""
    reasons = {
        f"the topic “{wanted.category}” is unknown": wanted.category and not wanted.topic_id,
        "no topic": not wanted.category and not wanted.topic_id,
        "no summary": not wanted.summary,
        "no date": not wanted.brief_date,
        "its date lies ahead": wanted.brief_date and wanted.brief_date > now,
    }
    return [reason for reason, applies in reasons.items() if applies]


def to_unpublishing(existing: ExistingPage | None, wanted: Content, missing: list[str]) -> Outcome | None:
    """Return the outcome of an update that would turn a public page into a draft; None if it would not."""
    if existing is None or not existing.content.live or not missing:
        return None
    advice = f"{', '.join(missing)}, but public here: mend the source, or unpublish the page"
    return Outcome(Kind.LEFT_ALONE, wanted.title, (advice,), existing.pk)
