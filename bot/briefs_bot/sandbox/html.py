"""A parser of Telegram's HTML: plain text and entities, or the same error as Telegram's."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import utf16
from .refusals import bad

Entity = dict[str, Any]

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
}
TAGS = {*STYLES, "a", "pre", "code", "blockquote", "tg-emoji", "tg-time"}
REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

PLAIN = re.compile(r"[^<&]+")
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,8})|([a-zA-Z]+));?")
SPACE = re.compile(r"[ \t\r\n\v]*")
TAG_NAME = re.compile(r"[^ \t\r\n\v>]*")
ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\v=>/\"']*")
NAME_TOKEN = re.compile(r"[a-zA-Z0-9.-]*")
DATE_FORMAT = re.compile(r"[rR]|[tTdDwW]*")


@dataclass(slots=True)
class Opened:
    tag: str
    attributes: dict[str, str]
    offset: int  # in UTF-16 units of the plain text
    position: int  # in pieces of the plain text


class Parser:
    """A parser of one text. `link` returns the entity of a link, or None if Telegram would drop it."""

    def __init__(self, source: str, link: Callable[[str], Entity | None]) -> None:
        self.source = source
        self.link = link
        self.at = 0
        self.offset = 0
        self.pieces: list[str] = []
        self.entities: list[Entity] = []
        self.opened: list[Opened] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if match := PLAIN.match(self.source, self.at):
                self._add(match[0], match.end())
            elif self.source[self.at] == "&":
                self._add(*reference(self.source, self.at))
            elif self.source.startswith("</", self.at):
                self._close_tag()
            else:
                self._open_tag()
        if self.opened:
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"')
        for entity in self.entities:
            entity.pop("class", None)
        return self._text(), self.entities

    def _text(self) -> str:
        try:
            # Two references may be the two halves of one character.
            return "".join(self.pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError as error:
            raise _unreadable(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ) from error

    def _add(self, piece: str, end: int) -> None:
        self.pieces.append(piece)
        self.offset += utf16.length(piece)
        self.at = end

    def _open_tag(self) -> None:
        start = self.at
        self.at += len("<")
        tag = self._take(TAG_NAME).lower()
        if not self._peek():
            raise self._error("Unclosed start tag", start)
        if tag not in TAGS:
            raise self._error(f'Unsupported start tag "{tag}"', start)
        attributes = self._attributes(tag, start)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', start)
        self.opened.append(Opened(tag, attributes, self.offset, len(self.pieces)))

    def _attributes(self, tag: str, start: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._take(SPACE)
            if self._peek() == ">":
                self.at += 1
                return attributes
            name = self._take(ATTRIBUTE_NAME)
            if not name:
                raise self._error(f'Empty attribute name in the tag "{tag}"', start)
            self._take(SPACE)
            attributes[name] = self._attribute_value(tag, start)

    def _attribute_value(self, tag: str, start: int) -> str:
        if self._peek() == "=":
            self.at += 1
            self._take(SPACE)
            if self._peek():
                value = self._quoted() if self._peek() in "'\"" else self._token()
                if not self._peek():
                    raise self._error("Unclosed start tag", start)
                return value
        if not self._peek():
            raise self._error(f'Unclosed start tag "{tag}"', start)
        return ""

    def _token(self) -> str:
        start = self.at
        token = self._take(NAME_TOKEN).lower()
        if self._peek() not in ("", *" \t\r\n\v>"):
            raise self._error("Unexpected end of name token", start)
        return token

    def _quoted(self) -> str:
        quote = self._peek()
        end = self.source.find(quote, self.at + 1)
        end = len(self.source) if end < 0 else end
        raw = self.source[self.at + 1 : end]
        self.at = min(end + 1, len(self.source))
        return REFERENCE.sub(lambda match: reference(match[0], 0)[0], raw)

    def _close_tag(self) -> None:
        start = self.at
        if not self.opened:
            raise self._error("Unexpected end tag", start)
        self.at += len("</")
        found, expected = self._take(TAG_NAME).lower(), self.opened[-1].tag
        self._take(SPACE)
        if self._peek() != ">":
            raise self._error("Unclosed end tag", start)
        self.at += 1
        if found and found != expected:
            raise self._error("Unmatched end tag", start, f', expected "</{expected}>", found "</{found}>"')
        self._end(self.opened.pop())

    def _end(self, opened: Opened) -> None:
        entity: Entity = {"offset": opened.offset, "length": self.offset - opened.offset}
        if not entity["length"]:
            return
        if opened.tag in STYLES:
            self.entities.append({"type": STYLES[opened.tag], **entity})
        else:
            ENDS[opened.tag](self, opened, entity)

    def _end_link(self, opened: Opened, entity: Entity) -> None:
        url = opened.attributes.get("href") or "".join(self.pieces[opened.position :])
        if kept := self.link(url):
            self.entities.append({**entity, **kept})

    def _end_code(self, opened: Opened, entity: Entity) -> None:
        language = opened.attributes.get("class", "")
        self.entities.append({"type": "code", **entity, "class": language})

    def _end_pre(self, opened: Opened, entity: Entity) -> None:
        last = self.entities[-1] if self.entities else {}
        language = str(last.get("class", ""))
        same = last.get("offset") == entity["offset"] and last.get("length") == entity["length"]
        if same and language.startswith("language-"):
            self.entities[-1] = {"type": "pre", **entity, "language": language.removeprefix("language-")}
        else:
            self.entities.append({"type": "pre", **entity})

    def _end_quote(self, opened: Opened, entity: Entity) -> None:
        kind = "expandable_blockquote" if "expandable" in opened.attributes else "blockquote"
        self.entities.append({"type": kind, **entity})

    def _end_emoji(self, opened: Opened, entity: Entity) -> None:
        identifier = opened.attributes.get("emoji-id", "")
        if not identifier.isdecimal() or not 0 < int(identifier) < 2**63:
            raise _unreadable("Invalid custom emoji identifier specified")
        self.entities.append({"type": "custom_emoji", **entity, "custom_emoji_id": identifier})

    def _end_time(self, opened: Opened, entity: Entity) -> None:
        form = opened.attributes.get("format", "")
        if not DATE_FORMAT.fullmatch(form):
            raise _unreadable("Invalid date-time format specified")
        unix = opened.attributes.get("unix", "")
        if unix.isdecimal() and 0 < int(unix) < 2**31:
            self.entities.append(
                {"type": "date_time", **entity, "unix_time": int(unix)}
                | ({"date_time_format": form} if form else {})
            )

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Return the match of the pattern here, perhaps "", and move behind it."""
        match = pattern.match(self.source, self.at)
        found = match[0] if match else ""
        self.at += len(found)
        return found

    def _error(self, text: str, at: int, more: str = "") -> Exception:
        offset = len(self.source[:at].encode("utf-8", "surrogatepass"))
        return _unreadable(f"{text} at byte offset {offset}{more}")


ENDS: dict[str, Callable[[Parser, Opened, Entity], None]] = {
    "a": Parser._end_link,
    "code": Parser._end_code,
    "pre": Parser._end_pre,
    "blockquote": Parser._end_quote,
    "tg-emoji": Parser._end_emoji,
    "tg-time": Parser._end_time,
}


def reference(source: str, at: int) -> tuple[str, int]:
    """Return the character of a reference like &amp; and where it ends; other ampersands stay."""
    match = REFERENCE.match(source, at)
    if not match:
        return "&", at + 1
    hexadecimal, decimal, name = match.groups()
    code = (
        int(hexadecimal, 16) if hexadecimal else int(decimal) if decimal else ord(REFERENCES.get(name, "\0"))
    )
    return (chr(code), match.end()) if 0 < code < 0x10FFFF else ("&", at + 1)


def _unreadable(text: str) -> Exception:
    return bad(f"can't parse entities: {text}")
