"""Read the mapping of old categories to topics from a CSV or TOML file."""

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from briefs_app.importing import files
from briefs_app.importing.errors import Unreadable
from briefs_app.importing.topics import MAX_SLUG, folded

HEADER_NAMES = {"topic", "slug", "topic slug", "topic_slug", "new"}
SLUG = re.compile(r"[-a-zA-Z0-9_]+")


def read(path: Path) -> dict[str, str]:
    """Return old name, folded → topic slug; an empty slug means that the name is not a topic."""
    text = files.decode(files.read_page(path))
    slugs: dict[str, str] = {}
    for name, slug in _toml(text) if path.suffix.lower() == ".toml" else _csv(text):
        if len(slug) > MAX_SLUG or (slug and not SLUG.fullmatch(slug)):
            raise Unreadable(f"“{slug[:80]}” is no slug of a topic")
        if slugs.setdefault(folded(name), slug) != slug:
            raise Unreadable(
                f"“{name}” is mapped twice, to {slugs[folded(name)] or 'nothing'} and to {slug or 'nothing'}"
            )
    return slugs


def _toml(text: str) -> Iterator[tuple[str, str]]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"no TOML: {error}") from error
    topics = table.get("topics", table)
    if not isinstance(topics, dict):
        raise Unreadable("“topics” is no table: write [topics] on a line of its own, and the names below it")
    for name, slug in topics.items():
        if not isinstance(slug, str):
            raise Unreadable(f'“{name}” is mapped to no text: write "Old name" = "topic-slug"')
        yield name, slug.strip()


def _csv(text: str) -> Iterator[tuple[str, str]]:
    lines = text.splitlines()
    delimiter = max(",;\t", key=lines[0].count) if lines else ","
    for number, row in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
        if not any(row) or (number == 1 and len(row) > 1 and row[1].strip().casefold() in HEADER_NAMES):
            continue
        if len(row) != 2:
            raise Unreadable(f"line {number}: two columns are wanted, the old name and the slug of the topic")
        yield row[0], row[1].strip()
