"""Read the posts of a WordPress export."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from briefs_app.conf import settings
from briefs_app.importing import dates, html_blocks, shortcodes
from briefs_app.importing.errors import Unreadable
from briefs_app.importing.html_text import safe_link, to_text
from briefs_app.importing.old_brief import OldBrief
from briefs_app.importing.report import Kind, Outcome
from briefs_app.importing.wxr import Advance, Export, Item, items

WITHHELD = {
    "draft": "a draft there",
    "pending": "waiting for review there",
    "private": "private there",
    "future": "not yet published there",
}
# Posts in these states are only counted.
LEFTOVERS = {"trash", "auto-draft", "inherit"}


def read(
    path: Path, advance: Advance, post_type: str = "post", images: bool = False
) -> Iterator[OldBrief | Outcome]:
    """Yield the briefs of a WordPress export, and outcomes for what cannot be read."""
    # An image may come after the post that shows it, so the file is read twice.
    image_addresses = dict(_image_addresses(path)) if images else {}
    has_posts = False
    others: Counter[str] = Counter()
    for export, item in items(path, advance):
        kind = item.fields.get("wp:post_type", "")
        has_posts |= kind == post_type
        if kind == post_type and item.fields.get("wp:status") not in LEFTOVERS:
            yield _read_item(item, export, image_addresses)
        else:
            others[kind if kind != post_type else "in the bin"] += 1
    if not has_posts:
        advice = f"it holds no “{post_type[:40]}”: --post-type takes another type"
        yield Outcome(Kind.SKIPPED, notes=(advice,))
    if others:
        counts = ", ".join(f"{count} {kind[:40]}" for kind, count in others.most_common(12))
        yield Outcome(Kind.NOTE, notes=(f"passed over: {counts}",))


def _image_addresses(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the id and the address of each image in the export."""
    # The second reading reports what is wrong with the file.
    with suppress(Unreadable):
        for _, item in items(path, lambda size: None):
            if item.fields.get("wp:post_type") == "attachment":
                yield item.fields.get("wp:post_id", ""), item.fields.get("wp:attachment_url", "")


def _read_item(item: Item, export: Export, image_addresses: dict[str, str]) -> OldBrief | Outcome:
    fields = item.fields
    place = f"post {fields.get('wp:post_id', '')[:20]}"
    headline = to_text(fields.get("title", ""))
    if item.too_large:
        largest = settings.IMPORT_PAGE_MB
        return Outcome(Kind.BROKEN, headline[:255], (f"larger than {largest} MB",), place=place)
    try:
        return _brief(item, export, image_addresses, headline, place)
    except Unreadable as error:
        return Outcome(Kind.BROKEN, headline[:255], (str(error),), place=place)


def _brief(
    item: Item, export: Export, image_addresses: dict[str, str], headline: str, place: str
) -> OldBrief:
    fields = item.fields
    address = safe_link(fields.get("link"))
    content, left_out = shortcodes.remove(fields.get("content:encoded", ""))
    body, notes = html_blocks.from_html(content, export.site, by_blank_lines=True)
    date, wrong = _date(fields)
    return OldBrief(
        headline=headline,
        summary=_excerpt(fields.get("excerpt:encoded", "")),
        body=body,
        date=date,
        category=item.categories[0] if item.categories else "",
        more_categories=tuple(item.categories[1:]),
        photo=image_addresses.get(item.meta.get("_thumbnail_id", ""), ""),
        byline=export.authors.get(fields.get("dc:creator", ""), fields.get("dc:creator", "")),
        source_url=safe_link(item.meta.get("_yoast_wpseo_canonical")),
        address=address,
        origin=fields.get("guid") or address,
        withheld=_withheld(fields),
        place=place,
        notes=(*notes, *left_out, *wrong),
    )


def _withheld(fields: dict[str, str]) -> str:
    """Return why the post was not public; an unknown status counts as not public."""
    if fields.get("wp:post_password"):
        return "behind a password there"
    status = fields.get("wp:status", "")
    return "" if status == "publish" else WITHHELD.get(status, f"“{status[:40]}” there")


def _date(fields: dict[str, str]) -> tuple[datetime | None, list[str]]:
    """Return the date, in UTC if the export has it, and a note if it is wrong; drafts have zeros."""
    for name, zone in (("wp:post_date_gmt", UTC), ("wp:post_date", None)):
        text = fields.get(name, "")
        if text and not text.startswith("0000"):
            try:
                return dates.parse_timestamp(text).replace(tzinfo=zone), []
            except ValueError as error:
                return None, [str(error)]
    return None, []


def _excerpt(html: str) -> str:
    """Return the excerpt; empty if WordPress made it by cutting the text."""
    text = to_text(html)
    return "" if text.endswith(("[…]", "[...]")) else text
