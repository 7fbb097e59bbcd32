"""A photo as other programs show it: one size, in a format that all of them know, its bytes counted."""

import mimetypes
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin


@dataclass(frozen=True)
class Picture:
    url: str
    mime_type: str
    size: int
    width: int
    height: int
    alt: str


def picture(image: Any, base: str) -> Picture | None:
    """None without a readable photo: the words matter more than the picture."""
    if image is None:
        return None
    try:
        rendition = image.get_rendition("width-1200" if image.is_svg() else "width-1200|format-jpeg")
        size = rendition.file.size
    except OSError:  # what Wagtail raises for a file that is missing or no picture, too
        return None
    return Picture(
        url=urljoin(base, rendition.url),
        mime_type=mimetypes.guess_type(rendition.file.name)[0] or "image/jpeg",
        size=size,
        width=rendition.width,
        height=rendition.height,
        alt=image.description or "",
    )
