"""The entities that Telegram finds by itself in a plain text: links, commands, mentions, hashtags."""

import re
from typing import Any

from . import utf16

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"']*[^\s<>\"'.,:;!?)\]»])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,})"
    r"|(?<![\w/<>.@])(?P<bot_command>/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?)(?![\w/@-])"
    r"|(?<![\w@/])(?P<mention>@[a-zA-Z][a-zA-Z0-9_]{3,31})(?![\w@])"
    r"|(?<![\w#&/])(?P<hashtag>#(?!\d+\b)\w{1,255})"
)
MARKS = re.compile(r"[/@#]")  # each entity has one of these, most texts have none
CLOSED = {"code", "pre", "text_link", "text_mention"}


def find_entities(text: str, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entities in `text` outside code and links, in the order of the text."""
    if not MARKS.search(text):
        return []
    closed = [(e["offset"], e["offset"] + e["length"]) for e in known if e["type"] in CLOSED]
    every = (_entity(text, match) for match in FOUND.finditer(text))
    return [entity for entity in every if not _within(entity, closed)]


def _entity(text: str, match: re.Match[str]) -> dict[str, Any]:
    kind = match.lastgroup or ""
    return {"type": kind, "offset": utf16.length(text[: match.start()]), "length": utf16.length(match[0])}


def _within(entity: dict[str, Any], spans: list[tuple[int, int]]) -> bool:
    return any(entity["offset"] < end and start < entity["offset"] + entity["length"] for start, end in spans)
