"""Understands one line of a table: what each column says of a brief."""

from collections.abc import Sequence
from typing import Any

from briefs_app.importing import dates, files, html_blocks, html_text, html_tree, statuses
from briefs_app.importing.errors import Unreadable
from briefs_app.importing.old_brief import OldBrief
from briefs_app.importing.report import Kind, Outcome

# The first name of each is the one that the how-to page uses.
COLUMNS = {
    "title": "headline",
    "date": "brief_date published published_at publication_date created",
    "summary": "lead excerpt description teaser",
    "body": "text content html article",
    "topic": "category categories topics section",
    "status": "situation judgement",
    "status_reason": "reason",
    "period": "week",
    "period_start": "from first_day",
    "period_end": "to last_day",
    "outlook_risk": "risk",
    "outlook_opportunity": "opportunity",
    "photo": "image picture photo_file",
    "photo_credit": "credit image_credit",
    "photo_caption": "caption image_caption",
    "byline": "author authors writer",
    "source_name": "source",
    "source_url": "canonical canonical_url",
    "address": "url link permalink old_url",
    "id": "guid key",
    "visibility": "state live",
}
KNOWN = {name: column for column, others in COLUMNS.items() for name in (column, *others.split())}
YES, NO = {"1", "yes", "true", "x"}, {"", "0", "no", "false"}
PUBLIC = {"", "public", "publish", "published", *YES}
WITHHELD = {
    "draft": "a draft there",
    **dict.fromkeys(NO - {""}, "a draft there"),
    "private": "private there",
    "restricted": "private there",
}


def read(cells: Sequence[str], columns: Sequence[str], place: str) -> OldBrief | Outcome:
    said = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column}
    headline = said["title"].encode("utf-8", "replace").decode()[:255] if "title" in said else ""
    try:
        _refuse_broken(cells, columns, said)
        return _brief(said, place)
    except (Unreadable, ValueError) as error:
        return Outcome(Kind.BROKEN, headline, (str(error),), place=place)


def _refuse_broken(cells: Sequence[str], columns: Sequence[str], said: dict[str, str]) -> None:
    if len(cells) > len(columns):
        advice = "put texts that contain the separator into quotation marks"
        raise Unreadable(f"{len(cells)} cells for {len(columns)} columns: {advice}")
    if any("\udc80" <= sign <= "\udcff" for cell in cells for sign in cell):
        raise Unreadable("not UTF-8: save the table as UTF-8")
    if any("\0" in cell for cell in cells):
        raise Unreadable(files.NO_TEXT)
    if not said.get("title"):
        raise Unreadable("no title")


def _brief(cells: dict[str, str], place: str) -> OldBrief:
    said = {column: html_tree.CONTROL.sub("", cells.get(column, "")) for column in COLUMNS}
    body, notes = _body(said["body"], said["address"])
    topics = [name.strip() for name in said["topic"].split("|") if name.strip()]
    period = _period(said)
    return OldBrief(
        headline=_line(said["title"]),
        summary=_line(html_text.text_of(said["summary"])),
        body=body,
        date=dates.stamp(said["date"]) if said["date"] else None,
        period=period,
        status=_status(said["status"]),
        status_reason=_line(said["status_reason"]),
        outlook_risk=_yes("outlook_risk", said),
        outlook_opportunity=_yes("outlook_opportunity", said),
        category=topics[0] if topics else "",
        more_categories=tuple(topics[1:]),
        photo=said["photo"],
        photo_credit=_line(said["photo_credit"]),
        photo_caption=_line(said["photo_caption"]),
        byline=_line(said["byline"]),
        source_name=_line(said["source_name"]),
        source_url=_address(said["source_url"]),
        address=_address(said["address"]),
        origin=said["id"] or said["address"],
        withheld=_withheld(said["visibility"]),
        place=place,
        notes=tuple(notes),
    )


def _body(text: str, base: str) -> tuple[tuple[Any, ...], list[str]]:
    if html_text.TAG.search(text):
        return html_blocks.of_html(text, base, by_blank_lines=True)
    return html_text.of_text(text), []


def _line(text: str) -> str:
    return " ".join(text.split())


def _period(said: dict[str, str]) -> Any:
    if said["period"]:
        try:
            found = dates.period(said["period"])
        except ValueError:
            found = None
        if found is None:
            raise Unreadable(
                f"“{said['period'][:80]}” is no period: give period_start and period_end instead"
            )
        return found
    first, last = said["period_start"], said["period_end"]
    if not first and not last:
        return None
    if not first or not last:
        raise Unreadable("a period needs its first and its last day")
    start, end = dates.stamp(first).date(), dates.stamp(last).date()
    if end < start:
        raise Unreadable("the period ends before it begins")
    return start, end


def _status(text: str) -> str:
    status = statuses.of_value(text) if text else ""
    if status is None:
        raise Unreadable(
            f"the status “{text[:80]}” is unknown: write improved, unchanged or worsened, or nothing"
        )
    return str(status)


def _yes(column: str, said: dict[str, str]) -> bool:
    value = said[column].casefold()
    if value not in YES | NO:
        raise Unreadable(f"“{value[:80]}” under {column}: write yes or no")
    return value in YES


def _address(text: str) -> str:
    if text and not html_text.link(text):
        raise Unreadable(f"“{text[:80]}” is no address: it begins with https:// or http://")
    return text


def _withheld(text: str) -> str:
    """An unknown word is no leave to publish."""
    value = text.casefold()
    if value in PUBLIC:
        return ""
    if value not in WITHHELD:
        raise Unreadable(f"the visibility “{text[:80]}” is unknown: write public, draft or private")
    return WITHHELD[value]
