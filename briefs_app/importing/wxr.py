"""Parse a WordPress export (WXR) in pieces, with one item in memory at a time."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from xml.parsers import expat

from briefs_app.conf import settings
from briefs_app.importing import files
from briefs_app.importing.errors import Unreadable
from briefs_app.importing.html_text import to_text

CHUNK = 64 * 1024
MAX_DEPTH = 32
ITEM_AT, FIELD_AT = 3, 4
FIELDS = {
    *("title", "link", "guid", "dc:creator", "content:encoded", "excerpt:encoded"),
    *("wp:post_id", "wp:post_date", "wp:post_date_gmt", "wp:post_type", "wp:post_password", "wp:status"),
    *("wp:attachment_url", "wp:author_login", "wp:author_display_name"),
}
META = {"_thumbnail_id", "_yoast_wpseo_canonical"}
# Further categories are dropped; a text no longer than this is kept to identify an item.
MAX_CATEGORIES, MAX_SHORT_TEXT = 50, 1000
Advance = Callable[[int], Any]


class Item:
    """The fields of one item; `too_large` if they exceeded the limit and were not kept."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.categories: list[str] = []
        self.meta: dict[str, str] = {}
        self.too_large = False


class Export:
    """The handlers of the XML parser; they keep only the item that is being read."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._path: list[str] = []
        self._text: list[str] = []
        self._size = 0
        self._key, self._domain = "", ""
        self._item: Item | None = None
        self.done: list[Item] = []
        self.authors: dict[str, str] = {}
        self.site = ""
        self.is_export = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        depth = len(self._path)
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH}: no WordPress export")
        if depth == 1 and name != "rss":
            raise Unreadable("XML, but no WordPress export: see Tools → Export in WordPress")
        if depth == ITEM_AT and name in ("item", "wp:author"):
            self._item, self._size = Item(), 0
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
            # A short text is kept, to identify the item.
            self._text += [] if self._text or len(text) > MAX_SHORT_TEXT else [text]

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

    def _field(self, item: Item, depth: int, name: str, text: str) -> None:
        if depth == FIELD_AT and name == "category":
            if self._domain == "category" and text and len(item.categories) < MAX_CATEGORIES:
                item.categories.append(to_text(text))
        elif depth == FIELD_AT and name in FIELDS:
            item.fields[name] = text
        elif name == "wp:meta_key":
            self._key = text
        elif name == "wp:meta_value" and self._key in META:
            item.meta[self._key] = text

    def _end_item(self, item: Item, name: str) -> None:
        if name == "item":
            self.done.append(item)
        else:
            login = item.fields.get("wp:author_login", "")
            self.authors[login] = item.fields.get("wp:author_display_name", "") or login
        self._item, self._size = None, 0


def items(path: Path, advance: Advance) -> Iterator[tuple[Export, Item]]:
    """Yield each item with its export; Unreadable if the file is not a WordPress export."""
    export = Export(settings.IMPORT_PAGE_MB * files.MEGABYTE)
    parser = _parser(export)
    with files.open_limited(path, "IMPORT_EXPORT_MB") as file:
        for data in iter(partial(file.read, CHUNK), b""):
            yield from _parsed(parser, export, data, last=False)
            advance(len(data))
            _refuse_endless_tag(parser, file.tell())
        yield from _parsed(parser, export, b"", last=True)
    if not export.is_export:
        raise Unreadable("XML, but no WordPress export: see Tools → Export in WordPress")


def _parser(export: Export) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = export.start, export.end
    parser.CharacterDataHandler = export.characters
    # This also refuses entities that grow to gigabytes or read other files.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*declared: Any) -> None:
    """Raise Unreadable for a document type."""
    raise Unreadable(
        "it declares a document type, which no WordPress export does: remove the line with <!DOCTYPE"
    )


def _refuse_endless_tag(parser: Any, read: int) -> None:
    """Raise Unreadable for a tag above the limit, as the parser keeps a tag until it closes."""
    if read - parser.CurrentByteIndex > settings.IMPORT_PAGE_MB * files.MEGABYTE:
        raise Unreadable(f"a tag longer than {settings.IMPORT_PAGE_MB} MB: no WordPress export")


def _parsed(parser: Any, export: Export, data: bytes, last: bool) -> Iterator[tuple[Export, Item]]:
    """Yield the items that a piece of the file completed, then raise Unreadable if it is malformed."""
    broken = None
    try:
        parser.Parse(data, last)
    except expat.ExpatError as error:
        what = f"line {error.lineno}: {expat.ErrorString(error.code)}"
        broken = f"{what}; what stands behind it cannot be read: mend that line, or export again"
    except (ValueError, LookupError) as error:
        broken = f"its encoding cannot be read ({error}): export it as UTF-8"
    if not export.is_export and export.done:
        raise Unreadable("XML, but no WordPress export: see Tools → Export in WordPress")
    # Items completed before the error are still imported.
    yield from ((export, item) for item in export.done)
    export.done = []
    if broken:
        raise Unreadable(broken)
