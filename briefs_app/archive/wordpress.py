"""Reads the posts of a WordPress export (WXR), one at a time, however large the file is."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from xml.parsers import expat

from briefs_app.archive import blocks, dates, files
from briefs_app.archive.report import Kind, Outcome
from briefs_app.archive.values import OldBrief, Unreadable
from briefs_app.conf import settings

CHUNK = 64 * 1024
DEEPEST = 32
ITEM_AT, FIELD_AT = 3, 4
FIELDS = {
    *("title", "link", "guid", "dc:creator", "content:encoded", "excerpt:encoded"),
    *("wp:post_id", "wp:post_date", "wp:post_date_gmt", "wp:post_type", "wp:post_password", "wp:status"),
    *("wp:attachment_url", "wp:author_login", "wp:author_display_name"),
}
META = {"_thumbnail_id", "_yoast_wpseo_canonical"}
# The rest of them, and of fields where there is too much, is not kept.
MOST_CATEGORIES, SHORT = 50, 1000
WITHHELD = {
    "draft": "a draft there",
    "pending": "waiting for review there",
    "private": "private there",
    "future": "not yet published there",
}
# Of no use to anybody.
LEFTOVERS = {"trash", "auto-draft", "inherit"}
CAPTION = re.compile(r"\[caption\b[^\]]*\](.*?)\[/caption\]", re.DOTALL)
PICTURE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
EMBED = re.compile(r"\[embed\b[^\]]*\]\s*(https?://[^\s\[\]<>\"]+)\s*\[/embed\]")
SHORTCODE = re.compile(
    r"\[/?(?:[a-z][\w-]*(?:\s+[\w-]+=[^\]]*)|gallery|/?[a-z][\w]*_[\w-]*|/[a-z][\w-]*)\s*/?\]"
)

Advance = Callable[[int], Any]


class _Item:
    """What one item says; `too_large` when it says so much that nobody kept it."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.categories: list[str] = []
        self.meta: dict[str, str] = {}
        self.too_large = False


class _Export:
    """Follows the parser, and keeps the item that is being read and nothing else."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._path: list[str] = []
        self._text: list[str] = []
        self._size = 0
        self._key, self._domain = "", ""
        self._item: _Item | None = None
        self.done: list[_Item] = []
        self.authors: dict[str, str] = {}
        self.site = ""
        self.is_export = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        depth = len(self._path)
        if depth > DEEPEST:
            raise Unreadable(f"nested deeper than {DEEPEST}: no WordPress export")
        if depth == 1 and name != "rss":
            raise Unreadable("XML, but no WordPress export: see Tools → Export in WordPress")
        if depth == ITEM_AT and name in ("item", "wp:author"):
            self._item, self._size = _Item(), 0
        if depth == FIELD_AT:
            self._domain = attributes.get("domain", "")
        self._text = []

    def characters(self, text: str) -> None:
        self._size += len(text)
        if self._size <= self._largest:
            self._text.append(text)
        else:
            if self._item:
                self._item.too_large = True
            # Enough to tell which it was.
            self._text += [] if self._text or len(text) > SHORT else [text]

    def end(self, name: str) -> None:
        depth, text = len(self._path), "".join(self._text).strip()
        self._path.pop()
        self._text = []
        if self._item and depth > ITEM_AT:
            self._field(self._item, depth, name, text)
        elif self._item and depth == ITEM_AT:
            self._end_item(self._item, name)
        elif depth == ITEM_AT:
            self._size = 0
            self.is_export |= name == "wp:wxr_version"
            self.site = text if name in ("link", "wp:base_blog_url") and text else self.site

    def _field(self, item: _Item, depth: int, name: str, text: str) -> None:
        if depth == FIELD_AT and name == "category":
            if self._domain == "category" and text and len(item.categories) < MOST_CATEGORIES:
                item.categories.append(blocks.text_of(text))
        elif depth == FIELD_AT and name in FIELDS:
            item.fields[name] = text
        elif name == "wp:meta_key":
            self._key = text
        elif name == "wp:meta_value" and self._key in META:
            item.meta[self._key] = text

    def _end_item(self, item: _Item, name: str) -> None:
        if name == "item":
            self.done.append(item)
        else:
            login = item.fields.get("wp:author_login", "")
            self.authors[login] = item.fields.get("wp:author_display_name", "") or login
        self._item, self._size = None, 0


def read(
    path: Path, advance: Advance, post_type: str = "post", images: bool = False
) -> Iterator[OldBrief | Outcome]:
    # An image may stand behind the post that shows it, so a first reading only looks for images.
    pictures = dict(_pictures(path)) if images else {}
    others: Counter[str] = Counter()
    for export, item in _items(path, advance):
        kind = item.fields.get("wp:post_type", "")
        if kind == post_type and item.fields.get("wp:status") not in LEFTOVERS:
            yield _of_item(item, export, pictures)
        else:
            others[kind if kind != post_type else "in the bin"] += 1
    if others:
        told = ", ".join(f"{count} {kind[:40]}" for kind, count in others.most_common(12))
        yield Outcome(Kind.NOTE, notes=(f"passed over: {told}",))


def _pictures(path: Path) -> Iterator[tuple[str, str]]:
    for _, item in _items(path, lambda size: None):
        if item.fields.get("wp:post_type") == "attachment":
            yield item.fields.get("wp:post_id", ""), item.fields.get("wp:attachment_url", "")


def _items(path: Path, advance: Advance) -> Iterator[tuple[_Export, _Item]]:
    export = _Export(settings.IMPORT_PAGE_MB * files.MEGABYTE)
    parser = _parser(export)
    with files.opened(path, settings.IMPORT_EXPORT_MB) as file:
        for data in iter(partial(file.read, CHUNK), b""):
            yield from _parsed(parser, export, data, last=False)
            advance(len(data))
            _refuse_endless_tag(parser, file.tell())
        yield from _parsed(parser, export, b"", last=True)
    if not export.is_export:
        raise Unreadable("XML, but no WordPress export: see Tools → Export in WordPress")


def _parser(export: _Export) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = export.start, export.end
    parser.CharacterDataHandler = export.characters
    # With it go entities that grow to gigabytes, and entities that read other files.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*declared: Any) -> None:
    raise Unreadable(
        "it declares a document type, which no WordPress export does: remove the line with <!DOCTYPE"
    )


def _refuse_endless_tag(parser: Any, read: int) -> None:
    """The parser keeps a tag until it closes."""
    if read - parser.CurrentByteIndex > settings.IMPORT_PAGE_MB * files.MEGABYTE:
        raise Unreadable(f"a tag longer than {settings.IMPORT_PAGE_MB} MB: no WordPress export")


def _parsed(parser: Any, export: _Export, data: bytes, last: bool) -> Iterator[tuple[_Export, _Item]]:
    broken = None
    try:
        parser.Parse(data, last)
    except expat.ExpatError as error:
        what = f"line {error.lineno}: {expat.ErrorString(error.code)}"
        broken = f"{what}; what stands behind it cannot be read: mend that line, or export again"
    except ValueError as error:
        broken = f"its encoding cannot be read ({error}): export it as UTF-8"
    if not export.is_export and export.done:
        raise Unreadable("XML, but no WordPress export: see Tools → Export in WordPress")
    # What was whole before it still counts.
    yield from ((export, item) for item in export.done)
    export.done = []
    if broken:
        raise Unreadable(broken)


def _of_item(item: _Item, export: _Export, pictures: dict[str, str]) -> OldBrief | Outcome:
    said = item.fields
    place = f"post {said.get('wp:post_id', '')[:20]}"
    headline = blocks.text_of(said.get("title", ""))
    if item.too_large:
        largest = settings.IMPORT_PAGE_MB
        return Outcome(Kind.BROKEN, headline[:255], (f"larger than {largest} MB",), place=place)
    try:
        return _brief(item, export, pictures, headline, place)
    except Unreadable as error:
        return Outcome(Kind.BROKEN, headline[:255], (str(error),), place=place)


def _brief(item: _Item, export: _Export, pictures: dict[str, str], headline: str, place: str) -> OldBrief:
    said = item.fields
    address = blocks.link(said.get("link"))
    content, left_out = _without_shortcodes(said.get("content:encoded", ""))
    body, notes = blocks.of_html(content, export.site, by_blank_lines=True)
    date, wrong = _date(said)
    return OldBrief(
        headline=headline,
        summary=_excerpt(said.get("excerpt:encoded", "")),
        body=body,
        date=date,
        category=item.categories[0] if item.categories else "",
        more_categories=tuple(item.categories[1:]),
        photo=pictures.get(item.meta.get("_thumbnail_id", ""), ""),
        byline=export.authors.get(said.get("dc:creator", ""), said.get("dc:creator", "")),
        source_url=blocks.link(item.meta.get("_yoast_wpseo_canonical")),
        address=address,
        origin=said.get("guid") or address,
        withheld=_withheld(said),
        place=place,
        notes=(*notes, *left_out, *wrong),
    )


def _withheld(said: dict[str, str]) -> str:
    """An unknown status is no leave to publish."""
    if said.get("wp:post_password"):
        return "behind a password there"
    status = said.get("wp:status", "")
    return "" if status == "publish" else WITHHELD.get(status, f"“{status[:40]}” there")


def _date(said: dict[str, str]) -> tuple[datetime | None, list[str]]:
    """The one in UTC; a draft has none, or noughts."""
    for name, zone in (("wp:post_date_gmt", UTC), ("wp:post_date", None)):
        text = said.get(name, "")
        if text and not text.startswith("0000"):
            try:
                return dates.stamp(text).replace(tzinfo=zone), []
            except ValueError as error:
                return None, [str(error)]
    return None, []


def _excerpt(html: str) -> str:
    """A cut one, as WordPress makes by itself, is none."""
    text = blocks.text_of(html)
    return "" if text.endswith(("[…]", "[...]")) else text


def _without_shortcodes(content: str) -> tuple[str, list[str]]:
    content = CAPTION.sub(_figure, content)
    content = EMBED.sub(r'<p><a href="\1">\1</a></p>', content)
    content, count = SHORTCODE.subn("", content)
    return content, [f"left out: {count} shortcodes"] if count else []


def _figure(found: re.Match[str]) -> str:
    picture = PICTURE.fullmatch(found[1])
    if not picture:
        return found[1]
    return f"<figure>{picture[1]}<figcaption>{picture[2].strip()}</figcaption></figure>"
