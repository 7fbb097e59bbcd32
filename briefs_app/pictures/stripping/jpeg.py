"""JPEG: the segments that a decoder needs, without the others and whatever follows the picture."""

import re
from collections.abc import Iterator

from briefs_app.pictures.stripping import orientation

START, END = b"\xff\xd8", b"\xff\xd9"
JFIF, EXIF, ICC, ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
SCAN, END_MARKER = 0xDA, 0xD9
# Without a length: TEM, and the marks between parts of a scan.
ALONE = {0x01, *range(0xD0, 0xD8)}
# Frames, tables, scans and intervals.
DRAWING = {*range(0xC0, 0xD0), *range(0xDA, 0xE0)}
PREFIXES = {ICC: b"ICC_PROFILE\0", ADOBE: b"Adobe"}
# Within a scan 0xFF stands for itself where a zero follows.
NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
JFIF_LENGTH = 18


def stripped(content: bytes) -> bytes:
    kept = list(_kept(content))
    if exif := orientation.exif(content):
        after_jfif = 1 if kept and kept[0][1] == JFIF else 0
        kept.insert(after_jfif, b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif)
    return b"".join([START, *kept, END])


def _kept(content: bytes) -> Iterator[bytes]:
    for marker, segment in _segments(content):
        if marker == JFIF and segment[4:9] == b"JFIF\0" and len(segment) >= JFIF_LENGTH:
            yield segment[:2] + b"\0\x10" + segment[4:16] + b"\0\0"  # without a thumbnail
        elif marker in DRAWING or (marker in PREFIXES and segment[4:].startswith(PREFIXES[marker])):
            yield segment


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The marker and the bytes of each segment up to the end of the first picture, or of the file."""
    place = len(START)
    while 0 <= (place := content.find(b"\xff", place)) < len(content) - 3:
        marker = content[place + 1]
        if marker == END_MARKER:
            return
        if marker in (0x00, 0xFF):
            place += 1
            continue
        if marker in ALONE:
            place += 2
            continue
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        if marker == SCAN:
            following = NEXT_MARKER.search(content, end)
            end = following.start() if following else len(content)
        yield marker, content[place:end]
        place = end
