"""GIF: the frames and how they follow one another, without comments and data of programs."""

from collections.abc import Iterator

HEADER = 13
IMAGE, EXTENSION = 0x2C, 0x21
CONTROL, APPLICATION = 0xF9, 0xFF
# How often an animation repeats.
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
TRAILER = b"\x3b"


def stripped(content: bytes) -> bytes:
    start = HEADER + _table(content[10:11])
    return b"".join([content[:start], *_kept(content, start), TRAILER])


def _kept(content: bytes, place: int) -> Iterator[bytes]:
    while place + 1 < len(content) and content[place] in (IMAGE, EXTENSION):
        if content[place] == IMAGE:
            end = _after_blocks(content, place + 11 + _table(content[place + 9 : place + 10]))
            yield content[place:end]
        else:
            end = _after_blocks(content, place + 2)
            kind, name = content[place + 1], content[place + 3 : place + 14]
            if kind == CONTROL or (kind == APPLICATION and name in LOOPS):
                yield content[place:end]
        place = end


def _table(flags: bytes) -> int:
    """The length of the table of colours that the flags tell of."""
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _after_blocks(content: bytes, place: int) -> int:
    """The place after blocks that each begin with their length; an empty one is the last."""
    while place < len(content) and content[place]:
        place += 1 + content[place]
    return place + 1
