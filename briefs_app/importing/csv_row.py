"""Convert one row of a CSV table to an OldBrief."""

from collections.abc import Sequence
from typing import Any

from briefs_app.importing import dates, files, html_blocks, html_text, html_tree, statuses
from briefs_app.importing.errors import Unreadable
from briefs_app.importing.old_brief import OldBrief
from briefs_app.importing.report import Kind, Outcome

# Column → its other names; the how-to page uses the column itself.
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
COLUMN_OF_NAME = {name: column for column, others in COLUMNS.items() for name in (column, *others.split())}
YES, NO = {"1", "yes", "true", "x"}, {"", "0", "no", "false"}
PUBLIC = {"", "public", "publish", "published", *YES}
WITHHELD = {
    "draft": "a draft there",
    **dict.fromkeys(NO - {""}, "a draft there"),
    "private": "private there",
    "restricted": "private there",
}


def read(cells: Sequence[str], columns: Sequence[str], place: str) -> OldBrief | Outcome:
    """Return the brief of a row, or the outcome `broken` if a cell cannot be understood."""
    values = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column}
    headline = values["title"].encode("utf-8", "replace").decode()[:255] if "title" in values else ""
    try:
        _refuse_malformed(cells, columns, values)
        return _brief(values, place)
    except (Unreadable, ValueError) as error:
        return Outcome(Kind.BROKEN, headline, (str(error),), place=place)


def _refuse_malformed(cells: Sequence[str], columns: Sequence[str], values: dict[str, str]) -> None:
    """Raise Unreadable if the row has too many cells, wrong bytes or no title."""
    if len(cells) > len(columns):
        advice = "put texts that contain the separator into quotation marks"
        raise Unreadable(f"{len(cells)} cells for {len(columns)} columns: {advice}")
    if any("\udc80" <= sign <= "\udcff" for cell in cells for sign in cell):
        raise Unreadable("not UTF-8: save the table as UTF-8")
    if any("\0" in cell for cell in cells):
        raise Unreadable(files.NOT_TEXT)
    if not values.get("title"):
        raise Unreadable("no title")


def _brief(cells: dict[str, str], place: str) -> OldBrief:
    values = {column: html_tree.CONTROL.sub("", cells.get(column, "")) for column in COLUMNS}
    body, notes = _body(values["body"], values["address"])
    topics = [name.strip() for name in values["topic"].split("|") if name.strip()]
    period = _period(values)
    return OldBrief(
        headline=_line(values["title"]),
        summary=_line(html_text.to_text(values["summary"])),
        body=body,
        date=dates.parse_timestamp(values["date"]) if values["date"] else None,
        period=period,
        status=_status(values["status"]),
        status_reason=_line(values["status_reason"]),
        outlook_risk=_is_yes("outlook_risk", values),
        outlook_opportunity=_is_yes("outlook_opportunity", values),
        category=topics[0] if topics else "",
        more_categories=tuple(topics[1:]),
        photo=values["photo"],
        photo_credit=_line(values["photo_credit"]),
        photo_caption=_line(values["photo_caption"]),
        byline=_line(values["byline"]),
        source_name=_line(values["source_name"]),
        source_url=_address(values["source_url"]),
        address=_address(values["address"]),
        origin=values["id"] or values["address"],
        withheld=_withheld(values["visibility"]),
        place=place,
        notes=tuple(notes),
    )


def _body(text: str, base: str) -> tuple[tuple[Any, ...], list[str]]:
    """Return the blocks of a body in plain text or HTML, and notes for the report."""
    if html_text.TAG.search(text):
        return html_blocks.from_html(text, base, by_blank_lines=True)
    return html_text.to_paragraphs(text), []


def _line(text: str) -> str:
    return " ".join(text.split())


def _period(values: dict[str, str]) -> Any:
    if values["period"]:
        try:
            found = dates.parse_period(values["period"])
        except ValueError:
            found = None
        if found is None:
            raise Unreadable(
                f"“{values['period'][:80]}” is no period: give period_start and period_end instead"
            )
        return found
    first, last = values["period_start"], values["period_end"]
    if not first and not last:
        return None
    if not first or not last:
        raise Unreadable("a period needs its first and its last day")
    start, end = dates.parse_timestamp(first).date(), dates.parse_timestamp(last).date()
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


def _is_yes(column: str, values: dict[str, str]) -> bool:
    value = values[column].casefold()
    if value not in YES | NO:
        raise Unreadable(f"“{value[:80]}” under {column}: write yes or no")
    return value in YES


def _address(text: str) -> str:
    if text and not html_text.safe_link(text):
        raise Unreadable(f"“{text[:80]}” is no address: it begins with https:// or http://")
    return text


def _withheld(text: str) -> str:
    """Return why the row was not public; raise Unreadable for an unknown word: it is no permission."""
    value = text.casefold()
    if value in PUBLIC:
        return ""
    if value not in WITHHELD:
        raise Unreadable(f"the visibility “{text[:80]}” is unknown: write public, draft or private")
    return WITHHELD[value]
