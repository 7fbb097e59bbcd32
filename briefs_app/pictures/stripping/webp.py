"""WebP: the chunks that a decoder needs, with flags that tell of no others."""

from collections.abc import Iterator

from briefs_app.pictures.stripping import orientation

HEADER = 12
DRAWING = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
EXIF_FLAG, XMP_FLAG = 0x08, 0x04


def stripped(content: bytes) -> bytes:
    exif = orientation.exif(content)
    kept = [_flagged(chunk, bool(exif)) for kind, chunk in _chunks(content) if kind in DRAWING]
    if exif:
        kept.append(_chunk(b"EXIF", exif))
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _flagged(chunk: bytes, has_exif: bool) -> bytes:
    if not chunk.startswith(b"VP8X") or len(chunk) < 9:
        return chunk
    flags = chunk[8] & ~(EXIF_FLAG | XMP_FLAG) | (EXIF_FLAG if has_exif else 0)
    return chunk[:8] + bytes([flags]) + chunk[9:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind and the bytes of each chunk, which has an even length."""
    place, last = HEADER, min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while place + 8 <= last:
        size = int.from_bytes(content[place + 4 : place + 8], "little")
        end = place + 8 + size + size % 2
        yield content[place : place + 4], content[place:end]
        place = end
