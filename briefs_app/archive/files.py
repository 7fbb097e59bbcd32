"""Finds the files to import and reads them; refuses what is no text in UTF-8."""

import codecs
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

LARGEST = 5 * 1024 * 1024
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
HTML = re.compile(
    r"\s*<(?:!doctype|\?xml|(?:html|head|body|meta|title|main|article|div|h1|p)\b)", re.IGNORECASE
)


class Unreadable(Exception):
    """The message tells an editor what to do about the file."""


def under(path: Path) -> Iterator[Path]:
    """The file itself, or every *.txt of the directory and those below it, in the order of their names."""
    if not path.exists():
        raise Unreadable("no such file or directory")
    if not path.is_dir():
        yield path
        return
    found = sorted(Path(folder, name) for folder, _, names in os.walk(path) for name in names)
    texts = [file for file in found if file.suffix.lower() == ".txt"]
    if not texts:
        raise Unreadable("no *.txt file in it")
    yield from texts


def once(paths: Iterable[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() not in seen:
            seen.add(path.resolve())
            yield path


def read(path: Path) -> str:
    text = _decoded(_bytes(path))
    if HTML.match(text[:2000]):
        raise Unreadable("this is HTML: save the page as text")
    return text


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(error.strerror or "cannot be read") from error
    if len(data) > LARGEST:
        raise Unreadable(f"larger than {LARGEST // 1024 // 1024} MB")
    return data


def _decoded(data: bytes) -> str:
    if data.startswith(UTF16):
        raise Unreadable("this is UTF-16: save it as UTF-8")
    if b"\0" in data:
        raise Unreadable("not a text: it contains NUL bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 (byte {error.start + 1}): save it as UTF-8") from error
