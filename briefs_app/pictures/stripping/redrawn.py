"""Formats whose parts cannot simply be left out, such as AVIF, HEIC and TIFF: the pixels, saved anew."""

import re
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, ImageSequence

# The names of what holds metadata, in files made of boxes; and a TIFF is made of tags.
METADATA = re.compile(rb"Exif|rdf\+xml|xmpmeta|uuid|udta")
OPTIONS: dict[str, dict[str, Any]] = {
    "AVIF": {"quality": 95},
    "HEIF": {"quality": 95},
    "TIFF": {"compression": "tiff_deflate"},
}
# What a picture is drawn with.
KEPT = {"icc_profile", "transparency", "background", "duration", "loop", "dpi", "gamma"}


def stripped(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as image:
        if image.format != "TIFF" and not METADATA.search(content):
            return content
        frames = ImageSequence.all_frames(image, lambda frame: bare(ImageOps.exif_transpose(frame)))
        more: dict[str, Any] = {"save_all": True, "append_images": frames[1:]} if frames[1:] else {}
        file = BytesIO()
        frames[0].save(file, image.format, **OPTIONS.get(image.format or "", {}), **more)
    return file.getvalue()


def bare(image: Image.Image) -> Image.Image:
    """Drop from an image in memory what Pillow would write into a file beside pixels and colour profile."""
    image.info = {name: value for name, value in image.info.items() if name in KEPT}
    return image
