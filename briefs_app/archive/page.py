"""Reads an article from a page that a browser saved, with what stands around it left out."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from briefs_app.archive import blocks, dates, files, folders, marks, markup, plain
from briefs_app.archive.lines import SECTIONS, same
from briefs_app.archive.values import Block, NotABrief, OldBrief, Unreadable

# How trafilatura names what HTML calls otherwise.
NAMES = {
    "quote": "blockquote",
    "item": "li",
    "ref": "a",
    "graphic": "img",
    "row": "tr",
    "cell": "td",
    "lb": "br",
}
STYLES = {"#b": "b", "#i": "i", "#sup": "sup", "#sub": "sub"}
DATE = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%dT%H:%M:%S%z"}


def read(path: Path) -> Iterator[OldBrief]:
    document = _extracted(markup.decoded(files.page(path)))
    yield replace(_brief(document), assets=folders.assets(path))


def _extracted(html: str) -> Any:
    tree = markup.tree(html)
    try:
        from trafilatura import bare_extraction
    except ImportError as error:
        raise Unreadable(markup.NEEDS_EXTRA) from error

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document = bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            include_formatting=True,
            include_images=True,
            include_links=True,
            date_extraction_params=DATE,
        )
    except Exception as error:
        # Whatever it stumbles over, the other files go on.
        raise Unreadable(
            f"the article cannot be told from the page ({type(error).__name__}): save it as text"
        ) from error
    if document is None:
        raise NotABrief("no article is found in it")
    return document


def _brief(document: Any) -> OldBrief:
    address = _own_address(plain.link(document.url))
    body, notes = blocks.of_tree(_as_html(document.body), base=address)
    headline = _headline(document.title or "", body)
    said, start = _head(headline, body)
    body, cut = _without_neighbours(body[start:])
    if not headline:
        raise NotABrief("it has no headline")
    return OldBrief(
        headline=headline,
        summary=_summary(document.description or "", body),
        body=body,
        date=_date(document.date, said.get("date")),
        period=said.get("period"),
        status=said.get("status") or "",
        category=said.get("category") or next(iter(document.categories or []), ""),
        more_categories=tuple(document.categories or [])[1:],
        photo=_photo(document.image or "", body),
        photo_credit=said.get("credit") or "",
        byline=", ".join(part.strip() for part in (document.author or "").split(";") if part.strip()),
        address=address,
        origin=address,
        notes=(*notes, *said.get("notes", ()), *cut),
    )


def _own_address(address: str) -> str:
    """Some sites name their home page as that of every article."""
    parts = urlsplit(address)
    return address if parts.path.strip("/") or parts.query else ""


def _as_html(body: Any) -> Any:
    for element in body.iter():
        tag, style = element.tag, element.get("rend") or ""
        if tag == "head":
            element.tag = style if style in ("h1", "h2", "h3", "h4", "h5", "h6") else "h3"
        elif tag == "hi":
            element.tag = STYLES.get(style, "span")
        elif tag == "list":
            element.tag = "ol" if style == "ol" else "ul"
        elif tag == "cell" and element.get("role") == "head":
            element.tag = "th"
        elif tag == "ref":
            element.set("href", element.get("target") or "")
        element.tag = NAMES.get(element.tag, element.tag)
    return body


def _headline(title: str, body: Sequence[Block]) -> str:
    """Many pages add the name of the site to their title; the heading has the headline alone."""
    first = next((plain.of_block(block) for block in body[:3] if block.kind == "heading"), "")
    return first if first and (not title or title.startswith(first)) else title


def _head(headline: str, body: Sequence[Block]) -> tuple[dict[str, Any], int]:
    """What stands between headline and text, such as date and status, and where the text begins."""
    said: dict[str, Any] = {}
    for at, block in enumerate(body):
        text = plain.of_block(block) if block.kind in ("heading", "paragraph") else ""
        mark = marks.read(text) if text else None
        if mark:
            said.setdefault("status" if mark.field == "sentence" else mark.field, mark.value)
            said.setdefault("notes", []).extend([mark.note] if mark.note else [])
        elif not text or not same(text, headline):
            return said, at
    return said, len(body)


def _without_neighbours(body: Sequence[Block]) -> tuple[tuple[Block, ...], list[str]]:
    for at, block in enumerate(body):
        if block.kind in ("heading", "paragraph") and (name := _section(block)):
            return tuple(body[:at]), [f"passed over from “{name}” on"]
    return tuple(body), []


def _section(block: Block) -> str:
    text = plain.of_block(block)
    return text if text[:40].casefold().rstrip(": ") in SECTIONS else ""


def _summary(description: str, body: Sequence[Block]) -> str:
    """Not when it is only the beginning of the text, cut somewhere."""
    first = next((plain.of_block(block) for block in body if block.kind == "paragraph"), "")
    description = plain.text_of(description)
    cut = description.rstrip(".… ")
    return "" if cut and first.startswith(cut) else description


def _date(stated: str | None, visible: Any) -> datetime | None:
    """With its zone, what the page says to machines is exact; else what it says to people."""
    try:
        moment = dates.stamp(stated) if stated else None
    except ValueError:
        moment = None
    return moment if (moment and moment.tzinfo) or not visible else visible


def _photo(address: str, body: Sequence[Block]) -> str:
    """Not the picture that the text shows anyway."""
    shown = {_file_name(block.value["image"]) for block in body if block.kind == "image"}
    return "" if _file_name(address) in shown else address


def _file_name(address: str) -> str:
    try:
        return urlsplit(address).path.rpartition("/")[2]
    except ValueError:
        return ""
