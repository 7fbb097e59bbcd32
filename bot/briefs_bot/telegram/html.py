"""Telegram's HTML: cleans any HTML down to it, and cuts it without breaking an entity."""

import re
from html import escape
from html.parser import HTMLParser

TAGS = {"a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "tg-spoiler"}
TAGS |= {"pre", "code", "blockquote", "tg-time"}
ATTRIBUTES = {"a": {"href"}, "blockquote": {"expandable"}, "tg-time": {"unix", "format"}}
# Relative, or weekday, date and time, each short or long.
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
SILENT = {"script", "style"}
ELLIPSIS = "…"


def length(html: str) -> int:
    """Return the length as Telegram measures it: code points of the text, without the tags."""
    return sum(len(piece) for kind, piece in _pieces(html) if kind == "text")


def cut(html: str, limit: int) -> str:
    """Cut to `limit` code points of text, between words where possible; every open tag is closed."""
    pieces = _pieces(html)
    if sum(len(piece) for kind, piece in pieces if kind == "text") <= limit:
        return _written(pieces)
    left, kept = limit - len(ELLIPSIS), []
    for kind, piece in pieces:
        if kind == "text" and len(piece) > left:
            kept.append(("text", _whole_words(piece, left) + ELLIPSIS))
            break
        left -= len(piece) if kind == "text" else 0
        kept.append((kind, piece))
    return _written(kept)


def _whole_words(text: str, limit: int) -> str:
    head = text[:limit]
    if limit < len(text) and text[limit].isspace():
        return head.rstrip()
    at_space = max(head.rfind(" "), head.rfind("\n"))
    # A word longer than half of the limit is cut itself, or nearly nothing would remain.
    return (head[:at_space] if at_space > limit // 2 else head).rstrip()


def _written(pieces: list[tuple[str, str]]) -> str:
    out, open_tags = [], []
    for kind, piece in pieces:
        if kind == "text":
            out.append(escape(piece, quote=False))
        elif kind == "open":
            out.append(f"<{piece}>")
            open_tags.append(piece.partition(" ")[0])
        else:
            out.append(f"</{open_tags.pop()}>")
    return "".join(out) + "".join(f"</{tag}>" for tag in reversed(open_tags))


def _pieces(html: str) -> list[tuple[str, str]]:
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return cleaner.pieces


def _is_complete(tag: str, attributes: dict[str, str | None]) -> bool:
    """Return whether a tag has what Telegram asks of it."""
    if tag == "a":
        return bool(attributes.get("href"))
    if tag == "tg-time":
        unix, form = attributes.get("unix") or "", attributes.get("format") or ""
        return unix.isascii() and unix.isdigit() and bool(TIME_FORMAT.fullmatch(form))
    return True


class _Cleaner(HTMLParser):
    """Collects text and allowed tags, properly nested; other tags vanish, their text stays."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        if tag not in TAGS or not _is_complete(tag, dict(attrs)):
            return
        kept = [(name, value) for name, value in attrs if name in ATTRIBUTES.get(tag, ())]
        written = "".join(f' {name}="{escape(value)}"' if value else f" {name}" for name, value in kept)
        self._open.append(tag)
        self.pieces.append(("open", tag + written))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        if tag not in self._open:
            return
        # Tags opened inside it end with it.
        while self._open:
            closed = self._open.pop()
            self.pieces.append(("close", closed))
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if data and not self._silent:
            self.pieces.append(("text", data))
