"""Renditions of images, and a photo as other programs show it: the words matter more than the picture."""

import logging
import mimetypes
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any, TypeVar
from urllib.parse import urljoin

from django.db import DatabaseError
from wagtail.images.exceptions import InvalidFilterSpecError

from briefs_app.pictures.stripping import stripped

logger = logging.getLogger(__name__)

T = TypeVar("T")

LARGE, SMALL = "width-1200|format-jpeg", "fill-200x200|format-jpeg"
NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Picture:
    url: str
    mime_type: str
    size: int
    width: int
    height: int
    alt: str


def if_readable(image: Any, read: Callable[[], T]) -> T | None:
    """Return what `read` makes of the image; None where its file or its storage cannot be read."""
    try:
        return read()
    except (DatabaseError, InvalidFilterSpecError):
        raise
    except Exception:  # each storage and each format has errors of its own
        logger.exception("The image %s cannot be read.", image.pk)
        return None


@dataclass(frozen=True)
class PhotoLinks:
    """Absolute addresses of a photo as JPEG: 1200 pixels wide, and a square of 200."""

    large: str
    small: str


def links(images: Iterable[Any], base: str) -> dict[int, PhotoLinks]:
    """Return the links of photos by their ids; those that cannot be read, and SVGs, are left out."""
    found = {
        image.pk: if_readable(image, partial(_links, image, base)) for image in images if not image.is_svg()
    }
    return {key: its_links for key, its_links in found.items() if its_links}


def _links(image: Any, base: str) -> PhotoLinks:
    drawn = image.get_renditions(LARGE, SMALL)
    return PhotoLinks(urljoin(base, drawn[LARGE].url), urljoin(base, drawn[SMALL].url))


def default_alt(image: Any) -> str:
    """Return the alternative text that Wagtail has for the image; empty where it is only the file's name."""
    text = image.default_alt_text
    return "" if text == image.title and _is_file_name(text, image.file.name) else text


def _is_file_name(title: str, file_name: str) -> bool:
    """Return whether the title is the name of a file, as Wagtail fills in; stored, that may be longer."""
    if (mimetypes.guess_type(title)[0] or "").startswith("image/"):
        return True
    said, stored = (NO_LETTER.sub("", PurePath(name).stem.casefold()) for name in (title, file_name))
    return stored.startswith(said)


def picture(image: Any, base: str, alt: str = "") -> Picture | None:
    """One size, in a format that all programs know, its bytes counted; None without a readable photo.

    `alt` replaces the alternative text that the image has by itself.
    """
    return if_readable(image, lambda: _picture(image, base, alt)) if image else None


def _picture(image: Any, base: str, alt: str) -> Picture:
    rendition = image.get_rendition("width-1200" if image.is_svg() else LARGE)
    return Picture(
        url=urljoin(base, rendition.url),
        mime_type=mimetypes.guess_type(rendition.file.name)[0] or "image/jpeg",
        size=rendition.file.size,
        width=rendition.width,
        height=rendition.height,
        alt=alt or default_alt(image),
    )


def jpeg(image: Any) -> bytes | None:
    """Return a JPEG without metadata, at most 1280 pixels wide and high; None where it cannot be read."""
    return if_readable(image, lambda: _jpeg(image))


def _jpeg(image: Any) -> bytes:
    rendition = image.get_rendition("max-1280x1280|format-jpeg|jpegquality-80")
    with rendition.file.open("rb") as file:
        # It may have been drawn by an older version, which kept metadata.
        return stripped(file.read())
