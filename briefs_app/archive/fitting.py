"""Fits an old brief into the fields of a page, so that no word is lost and none is made up."""

import re
from datetime import UTC, datetime, time

from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page

from briefs_app.archive.content import Content
from briefs_app.archive.values import OldBrief
from briefs_app.models import BriefMixin

TITLE = Page._meta.get_field("title").max_length
SUMMARY, CREDIT = (BriefMixin._meta.get_field(name).max_length for name in ("summary", "photo_credit"))
SENTENCE_END = re.compile(r"[.!?…][\"'»”’)\]]*(?=\s)")
ELLIPSIS = "…"


def fitted(brief: OldBrief) -> tuple[Content, list[str]]:
    """The content, still without topic and as a draft, and what had to be done to make it fit."""
    notes = list(brief.notes)
    summary = _sentences(brief.paragraphs[0])
    title, credit = _words(brief.headline, TITLE), _words(brief.photo_credit, CREDIT)
    whole = {
        "headline shortened": brief.headline if title != brief.headline else "",
        "summary shortened": brief.paragraphs[0] if summary != brief.paragraphs[0] else "",
        "photo credit shortened": brief.photo_credit if credit != brief.photo_credit else "",
    }
    notes += [f"{done}, its whole text is in the body" for done, text in whole.items() if text]
    if brief.period and not brief.date:
        notes.append("dated by the last day of its period")
    start, end = brief.period or (None, None)
    headline, first, credited = whole.values()
    paragraphs = [headline, first, *brief.paragraphs[1:], credited]
    content = Content(
        title=title,
        brief_date=_moment(brief),
        period_start=start,
        period_end=end,
        status=brief.status,
        summary=summary,
        body=tuple(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph),
        photo_credit=credit,
        category=brief.category,
    )
    return content, notes


def _moment(brief: OldBrief) -> datetime | None:
    last_day = datetime.combine(brief.period[1], time.min) if brief.period else None
    moment = brief.date or last_day
    return timezone.make_aware(moment, timezone.get_default_timezone()).astimezone(UTC) if moment else None


def _sentences(text: str) -> str:
    """As many leading sentences as the summary holds; words, where the first sentence alone is too long."""
    if len(text) <= SUMMARY:
        return text
    ends = [found.end() for found in SENTENCE_END.finditer(text[: SUMMARY + 1])]
    return text[: ends[-1]] if ends else _words(text, SUMMARY)


def _words(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    cut = text[:longest]
    return (cut[: cut.rfind(" ")] if " " in cut else cut[:-1]) + ELLIPSIS
