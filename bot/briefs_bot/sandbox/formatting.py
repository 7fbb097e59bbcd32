"""Reads the text of a message: cleaned, parsed, trimmed, with its entities."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import utf16
from .found import find_entities
from .html import Entity, Parser
from .refusals import bad

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
GIVEN_TYPES = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote",
    "expandable_blockquote", "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
FOUND_TYPES = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}

Link = Callable[[str], Entity | None]


@dataclass(frozen=True, slots=True)
class Formatted:
    text: str = ""
    html: str = ""
    entities: list[Entity] = field(default_factory=list)


def read(source: str, parse_mode: str, given: list[Any], link: Link) -> Formatted:
    """Return the text as Telegram would store it; its length is not checked yet."""
    cleaned = CONTROL.sub(" ", source).replace("\r", "")
    text, entities = _parsed(cleaned, parse_mode, given, link)
    text, entities = _trimmed(text, _outermost(entities))
    entities += find_entities(text, entities)
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(text, source, entities[:ENTITY_LIMIT])


def _parsed(source: str, parse_mode: str, given: list[Any], link: Link) -> tuple[str, list[Entity]]:
    mode = parse_mode.lower()
    if mode == "html":
        return Parser(source, link).read()
    if mode in ("markdown", "markdownv2"):
        raise bad("the sandbox does not read Markdown; use parse_mode HTML or entities")
    if mode not in ("", "none"):
        raise bad("unsupported parse_mode")
    return source, [entity for entity in (_given(entity, source, link) for entity in given) if entity]


def _given(entity: Any, text: str, link: Link) -> Entity | None:
    """Return an entity from the parameter `entities`; ignore those that Telegram finds by itself."""
    if not isinstance(entity, dict):
        raise bad("can't parse MessageEntity: MessageEntity must be an Object")
    kind, offset, size = entity.get("type"), int(entity.get("offset", 0)), int(entity.get("length", 0))
    if kind in FOUND_TYPES:
        return None
    if kind not in GIVEN_TYPES:
        raise bad("can't parse MessageEntity: Unsupported type specified")
    _check_bounds(offset, size, utf16.length(text))
    if kind == "text_link" and not link(str(entity.get("url", ""))):
        raise bad(f"entity URL '{entity.get('url', '')}' is invalid: Wrong HTTP URL")
    return entity if size else None


def _check_bounds(offset: int, size: int, length: int) -> None:
    if offset < 0:
        raise bad(f"receive an entity with incorrect offset {offset}")
    if size < 0:
        raise bad(f"receive an entity with incorrect length {size}")
    if offset > length:
        raise bad(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + size > length:
        raise bad(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + size}"
        )


def _outermost(entities: list[Entity]) -> list[Entity]:
    """Drop entities inside code, and quotes inside quotes, as Telegram does."""
    # Of two with the same range the outer one ended last, so it should come first.
    order = sorted(enumerate(entities), key=lambda each: (each[1]["offset"], -each[1]["length"], -each[0]))
    kept: list[Entity] = []
    code_end = quote_end = 0
    for _, entity in order:
        is_quote = entity["type"].endswith("blockquote")
        if entity["offset"] < (quote_end if is_quote else code_end):
            continue
        end = entity["offset"] + entity["length"]
        if entity["type"] in ("code", "pre"):
            code_end = end
        if is_quote:
            quote_end = end
        kept.append(entity)
    return kept


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Strip surrounding white space; at the start only as far as no entity covers it."""
    before = utf16.length(text)
    start = min((entity["offset"] for entity in entities), default=before)
    left = min(len(text) - len(text.lstrip(" \n")), start)
    text = text[left:].rstrip()
    size = utf16.length(text)
    if left == 0 and size == before:
        return text, entities
    moved = [entity | {"offset": entity["offset"] - left} for entity in entities]
    fitted = [entity | {"length": min(entity["length"], size - entity["offset"])} for entity in moved]
    return text, [entity for entity in fitted if entity["length"] > 0]
