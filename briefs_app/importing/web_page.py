"""Read the article of a page that a browser saved, without navigation and other surroundings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from briefs_app.importing import (
    dates,
    extraction,
    files,
    folders,
    html_blocks,
    html_text,
    html_tree,
    line_kinds,
)
from briefs_app.importing.errors import NotABrief
from briefs_app.importing.lines import SECTIONS, is_same_headline
from briefs_app.importing.old_brief import Block, OldBrief


def read(path: Path) -> Iterator[OldBrief]:
    """Yield the article of the page."""
    document = extraction.article(html_tree.decode(files.read_page(path)))
    yield replace(_brief(document), assets=folders.assets(path))


def _brief(document: Any) -> OldBrief:
    address = _article_address(html_text.safe_link(document.url))
    body, notes = html_blocks.from_tree(extraction.as_html(document.body), base=address)
    headline = _headline(document.title or "", body)
    fields, start = _read_head(headline, body)
    body, cut = _without_other_articles(body[start:])
    if not headline:
        raise NotABrief("it has no headline")
    return OldBrief(
        headline=headline,
        summary=_summary(document.description or "", body),
        body=body,
        date=_date(document.date, fields.get("date")),
        period=fields.get("period"),
        status=fields.get("status") or "",
        category=fields.get("category") or next(iter(document.categories or []), ""),
        more_categories=tuple(document.categories or [])[1:],
        photo=_photo(document.image or "", body),
        photo_credit=fields.get("credit") or "",
        byline=", ".join(part.strip() for part in (document.author or "").split(";") if part.strip()),
        address=address,
        origin=address,
        notes=(*notes, *fields.get("notes", ()), *cut),
    )


def _article_address(address: str) -> str:
    """Return the address; empty for a home page, which some sites give as the address of every article."""
    parts = urlsplit(address)
    return address if parts.path.strip("/") or parts.query else ""


def _headline(title: str, body: Sequence[Block]) -> str:
    """Return the first heading if the title begins with it, as many titles end with the name of the site."""
    first = next((html_text.block_text(block) for block in body[:3] if block.kind == "heading"), "")
    return first if first and (not title or title.startswith(first)) else title


def _read_head(headline: str, body: Sequence[Block]) -> tuple[dict[str, Any], int]:
    """Return the metadata between headline and text, such as date and status, and where the text begins."""
    fields: dict[str, Any] = {}
    for at, block in enumerate(body):
        text = html_text.block_text(block) if block.kind in ("heading", "paragraph") else ""
        metadata = line_kinds.read(text) if text else None
        if metadata:
            fields.setdefault("status" if metadata.field == "sentence" else metadata.field, metadata.value)
            fields.setdefault("notes", []).extend([metadata.note] if metadata.note else [])
        elif not text or not is_same_headline(text, headline):
            return fields, at
    return fields, len(body)


def _without_other_articles(body: Sequence[Block]) -> tuple[tuple[Block, ...], list[str]]:
    """Return the body up to a heading such as “Similar articles”, and a note if it was cut."""
    for at, block in enumerate(body):
        if block.kind in ("heading", "paragraph") and (name := _section(block)):
            return tuple(body[:at]), [f"passed over from “{name}” on"]
    return tuple(body), []


def _section(block: Block) -> str:
    """Return the text of a block that begins a section of other articles; empty for another block."""
    text = html_text.block_text(block)
    return text if text[:40].casefold().rstrip(": ") in SECTIONS else ""


def _summary(description: str, body: Sequence[Block]) -> str:
    """Return the description; empty if it is only the beginning of the text."""
    first = next((html_text.block_text(block) for block in body if block.kind == "paragraph"), "")
    description = html_text.to_text(description)
    cut = description.rstrip(".… ")
    return "" if cut and first.startswith(cut) else description


def _date(stated: str | None, visible: Any) -> datetime | None:
    """Return the date in the page metadata if it has a time zone, or else the date shown to readers."""
    try:
        moment = dates.parse_timestamp(stated) if stated else None
    except ValueError:
        moment = None
    return moment if (moment and moment.tzinfo) or not visible else visible


def _photo(address: str, body: Sequence[Block]) -> str:
    """Return the address of the photo; empty if the text shows it anyway."""
    shown = {_file_name(block.value["image"]) for block in body if block.kind == "image"}
    return "" if _file_name(address) in shown else address


def _file_name(address: str) -> str:
    try:
        return urlsplit(address).path.rpartition("/")[2]
    except ValueError:
        return ""
