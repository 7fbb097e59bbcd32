"""PNG: the chunks that a decoder needs."""

from collections.abc import Iterator
from zlib import crc32

from briefs_app.pictures.stripping import orientation

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DRAWING = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"sBIT", b"hIST", b"sPLT", b"pHYs"),
    *(b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"mDCV", b"cLLI"),
    *(b"acTL", b"fcTL", b"fdAT"),
}


def stripped(content: bytes) -> bytes:
    kept = [chunk for kind, chunk in _chunks(content) if kind in DRAWING]
    if exif := orientation.exif(content):
        kept.insert(1, _chunk(b"eXIf", exif.removeprefix(b"Exif\0\0")))
    return b"".join([SIGNATURE, *kept])


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + crc32(kind + content).to_bytes(4)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind and the bytes of each chunk; what follows the last one is no part of the picture."""
    place, kind = len(SIGNATURE), b""
    while place + 8 <= len(content) and kind != b"IEND":
        kind = content[place + 4 : place + 8]
        end = place + 12 + int.from_bytes(content[place : place + 4])
        yield kind, content[place:end]
        place = end
