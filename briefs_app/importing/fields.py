"""Convert an old brief to the fields of a page, without losing or inventing text."""

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

MAX_TITLE = Page._meta.get_field("title").max_length
MAX_LENGTHS = {field.name: getattr(field, "max_length", None) or 0 for field in BriefMixin._meta.fields}
MAX_SUMMARY, MAX_ADDRESS = MAX_LENGTHS["summary"], MAX_LENGTHS["source_url"]
# One line each; text that does not fit goes to the end of the body.
LABELS = {
    "status_reason": "reason for the status",
    "photo_credit": "photo credit",
    "photo_caption": "photo caption",
    "byline": "byline",
    "source_name": "source",
}
SENTENCE_END = re.compile(r"[.!?…][\"'»”’)\]]*(?=\s)")
ELLIPSIS = "…"
WHOLE_TEXT = "its whole text is in the body"
IS_ADDRESS = URLValidator(schemes=["http", "https"])


def to_content(
    brief: OldBrief, block_types: Collection[str], has_redirect: bool = False
) -> tuple[Content, list[str]]:
    """Return the content, still a draft without topic, and notes about every change it needed."""
    notes = list(brief.notes)
    title = _cut_words(brief.headline, MAX_TITLE)
    summary, body = _summary_and_body(brief, notes)
    lines: dict[str, Any] = {name: _cut_words(getattr(brief, name), MAX_LENGTHS[name]) for name in LABELS}
    tail = [getattr(brief, name) for name, line in lines.items() if line != getattr(brief, name)]
    notes += [
        f"{LABELS[name]} shortened, {WHOLE_TEXT}"
        for name, line in lines.items()
        if line != getattr(brief, name)
    ]
    if title != brief.headline:
        notes.insert(len(brief.notes), f"headline shortened, {WHOLE_TEXT}")
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
        body=tuple(_supported_blocks([*body, *map(html_text.paragraph, tail)], block_types)),
        source_url=_source(brief, has_redirect, notes),
        category=brief.category,
        origin=hashed(brief.origin),
        **lines,
    )
    return content, notes


def _summary_and_body(brief: OldBrief, notes: list[str]) -> tuple[str, list[Block]]:
    """Return the given summary or else the first paragraph, and the body without it."""
    body = list(brief.body or map(html_text.paragraph, brief.paragraphs))
    if brief.summary:
        return _given_summary(brief.summary, body, notes)
    at = next((at for at, block in enumerate(body) if block.kind == "paragraph"), None)
    if at is None:
        return "", body
    text = html_text.block_text(body[at])
    summary = _cut_sentences(text)
    if not brief.paragraphs:
        notes.append("no summary there: taken from its first paragraph")
    if summary != text:
        notes.append(f"summary shortened, {WHOLE_TEXT}")
    elif body[at] == html_text.paragraph(text):
        # Only a plain paragraph: from another one a link or the like would be lost.
        del body[at]
    return summary, body


def _given_summary(text: str, body: list[Block], notes: list[str]) -> tuple[str, list[Block]]:
    """Return the summary, shortened if needed, and the body that does not repeat it."""
    summary = _cut_sentences(text)
    if summary != text:
        notes.append(f"summary shortened, {WHOLE_TEXT}")
        return summary, [html_text.paragraph(text), *body]
    # Otherwise the page would show it twice.
    return summary, body[1:] if body and body[0] == html_text.paragraph(text) else body


def _source(brief: OldBrief, has_redirect: bool, notes: list[str]) -> str:
    """Return the old address as source; empty if it will redirect here or is not a usable link."""
    address = brief.source_url or ("" if has_redirect else brief.address)
    if not address:
        return ""
    try:
        IS_ADDRESS(address)
    except ValidationError:
        notes.append("its old address is no good as a link")
        return ""
    if len(address) > MAX_ADDRESS:
        notes.append("its old address is too long")
        return ""
    return address


def _supported_blocks(body: list[Block], block_types: Collection[str]) -> list[Block]:
    """Return the body with blocks that the host's page does not have converted to paragraphs."""
    return [
        kept for block in body for kept in ([block] if block.kind in block_types else _as_paragraphs(block))
    ]


def _as_paragraphs(block: Block) -> list[Block]:
    if block.kind == "heading":
        return [Block("paragraph", f"<p><b>{escape(block.value, quote=False)}</b></p>")]
    if block.kind == "quote":
        return [
            *html_text.to_paragraphs(block.value["text"]),
            *html_text.to_paragraphs(block.value["attribution"]),
        ]
    if block.kind == "table":
        caption = html_text.to_paragraphs(block.value["table_caption"])
        return [*caption, *(html_text.paragraph(" | ".join(row)) for row in block.value["data"])]
    return []


def _moment(brief: OldBrief) -> datetime | None:
    last_day = datetime.combine(brief.period[1], time.min) if brief.period else None
    moment = brief.date or last_day
    if moment and moment.tzinfo is None:
        moment = timezone.make_aware(moment, timezone.get_default_timezone())
    return moment.astimezone(UTC) if moment else None


def _cut_sentences(text: str) -> str:
    """Return as many leading sentences as the summary holds; words if the first sentence is too long."""
    if len(text) <= MAX_SUMMARY:
        return text
    ends = [found.end() for found in SENTENCE_END.finditer(text[: MAX_SUMMARY + 1])]
    return text[: ends[-1]] if ends else _cut_words(text, MAX_SUMMARY)


def _cut_words(text: str, longest: int) -> str:
    """Return the text, cut between words and with an ellipsis if it is longer than `longest`."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    return (cut[: cut.rfind(" ")] if " " in cut else cut[:-1]) + ELLIPSIS
