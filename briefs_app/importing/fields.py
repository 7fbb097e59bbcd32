"""Fits an old brief into the fields of a page, so that no word is lost and none is made up."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, time
from html import escape
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from wagtail.models import Page

from briefs_app.importing import html_text
from briefs_app.importing.content import Content, hashed
from briefs_app.importing.old_brief import Block, OldBrief
from briefs_app.models import BriefMixin

TITLE = Page._meta.get_field("title").max_length
LONGEST = {field.name: getattr(field, "max_length", None) or 0 for field in BriefMixin._meta.fields}
SUMMARY, ADDRESS = LONGEST["summary"], LONGEST["source_url"]
# One line each; what does not fit goes to the end of the body.
LINES = {
    "status_reason": "reason for the status",
    "photo_credit": "photo credit",
    "photo_caption": "photo caption",
    "byline": "byline",
    "source_name": "source",
}
SENTENCE_END = re.compile(r"[.!?…][\"'»”’)\]]*(?=\s)")
ELLIPSIS = "…"
WHOLE = "its whole text is in the body"
IS_ADDRESS = URLValidator(schemes=["http", "https"])


def fitted(brief: OldBrief, kinds: Collection[str], moved: bool = False) -> tuple[Content, list[str]]:
    """The content, still without topic and as a draft, and what had to be done to make it fit."""
    notes = list(brief.notes)
    title = _words(brief.headline, TITLE)
    summary, body = _summary_and_body(brief, notes)
    lines: dict[str, Any] = {name: _words(getattr(brief, name), LONGEST[name]) for name in LINES}
    tail = [getattr(brief, name) for name, line in lines.items() if line != getattr(brief, name)]
    notes += [
        f"{LINES[name]} shortened, {WHOLE}" for name, line in lines.items() if line != getattr(brief, name)
    ]
    if title != brief.headline:
        notes.insert(len(brief.notes), f"headline shortened, {WHOLE}")
        body = [html_text.paragraph(brief.headline), *body]
    if brief.period and not brief.date:
        notes.append("dated by the last day of its period")
    start, end = brief.period or (None, None)
    content = Content(
        title=title,
        brief_date=_moment(brief),
        period_start=start,
        period_end=end,
        status=brief.status,
        outlook_risk=brief.outlook_risk,
        outlook_opportunity=brief.outlook_opportunity,
        summary=summary,
        body=tuple(_within([*body, *map(html_text.paragraph, tail)], kinds)),
        source_url=_source(brief, moved, notes),
        category=brief.category,
        origin=hashed(brief.origin),
        **lines,
    )
    return content, notes


def _summary_and_body(brief: OldBrief, notes: list[str]) -> tuple[str, list[Block]]:
    body = list(brief.body or map(html_text.paragraph, brief.paragraphs))
    if brief.summary:
        return _given_summary(brief.summary, body, notes)
    at = next((at for at, block in enumerate(body) if block.kind == "paragraph"), None)
    if at is None:
        return "", body
    text = html_text.of_block(body[at])
    summary = _sentences(text)
    if not brief.paragraphs:
        notes.append("no summary there: taken from its first paragraph")
    if summary != text:
        notes.append(f"summary shortened, {WHOLE}")
    elif body[at] == html_text.paragraph(text):
        # Else a link or the like would be lost with it.
        del body[at]
    return summary, body


def _given_summary(text: str, body: list[Block], notes: list[str]) -> tuple[str, list[Block]]:
    summary = _sentences(text)
    if summary != text:
        notes.append(f"summary shortened, {WHOLE}")
        return summary, [html_text.paragraph(text), *body]
    # It would stand there twice.
    return summary, body[1:] if body and body[0] == html_text.paragraph(text) else body


def _source(brief: OldBrief, moved: bool, notes: list[str]) -> str:
    """Where the old address leads here from now on, the brief belongs nowhere else."""
    address = brief.source_url or ("" if moved else brief.address)
    if not address:
        return ""
    try:
        IS_ADDRESS(address)
    except ValidationError:
        notes.append("its old address is no good as a link")
        return ""
    if len(address) > ADDRESS:
        notes.append("its old address is too long")
        return ""
    return address


def _within(body: list[Block], kinds: Collection[str]) -> list[Block]:
    """The host's own body may know fewer kinds of blocks; then their words come as paragraphs."""
    return [known for block in body for known in ([block] if block.kind in kinds else _as_paragraphs(block))]


def _as_paragraphs(block: Block) -> list[Block]:
    if block.kind == "heading":
        return [Block("paragraph", f"<p><b>{escape(block.value, quote=False)}</b></p>")]
    if block.kind == "quote":
        return [*html_text.of_text(block.value["text"]), *html_text.of_text(block.value["attribution"])]
    if block.kind == "table":
        caption = html_text.of_text(block.value["table_caption"])
        return [*caption, *(html_text.paragraph(" | ".join(row)) for row in block.value["data"])]
    return []


def _moment(brief: OldBrief) -> datetime | None:
    last_day = datetime.combine(brief.period[1], time.min) if brief.period else None
    moment = brief.date or last_day
    if moment and moment.tzinfo is None:
        moment = timezone.make_aware(moment, timezone.get_default_timezone())
    return moment.astimezone(UTC) if moment else None


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
