"""Image files without what cameras and programs write into them: places, devices, names, thumbnails.

Only what a picture is drawn with is kept: its pixels as they are, its colour profile, its orientation.
"""

from collections.abc import Callable

from briefs_app.pictures.stripping import gif, jpeg, png, redrawn, webp

FORMATS: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (b"\xff\xd8\xff", jpeg.stripped),
    (png.SIGNATURE, png.stripped),
    (b"RIFF", webp.stripped),
    (b"GIF8", gif.stripped),
)


def stripped(content: bytes) -> bytes:
    """Return the image file without metadata; the same bytes where it has none.

    Raise whatever Pillow raises for a file of another format that it cannot read.
    """
    for signature, strip in FORMATS:
        if content.startswith(signature):
            return strip(content)
    return redrawn.stripped(content)
