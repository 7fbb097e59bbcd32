"""Image files that were stored before uploads were stripped."""

import os
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from briefs_app.pictures.stripping import stripped


def strip(image: Any) -> bool:
    """Strip the file of the image, and delete its renditions that show more than they should.

    Return whether there were any. Wagtail draws the renditions anew when they are asked for.
    """
    telling = [rendition for rendition in image.renditions.all() if _stripped(rendition.file)]
    content = None if image.is_svg() else _stripped(image.file)
    with transaction.atomic():
        for rendition in telling:
            rendition.delete()
        if content is not None:
            _replace(image, content)
    return bool(telling) or content is not None


def _stripped(file: Any) -> bytes | None:
    """Return what the file should hold; None where it holds that already."""
    if file.name.lower().endswith(".svg"):
        return None
    with file.storage.open(file.name, "rb") as opened:
        content = opened.read()
    clean = stripped(content)
    return None if clean == content else clean


def _replace(image: Any, content: bytes) -> None:
    """Under another name: a crash in the middle loses nothing, and no cache keeps the old file."""
    storage, old = image.file.storage, image.file.name
    name = os.path.basename(old)
    image.file.save(name, ContentFile(content, name=name), save=False)
    image._set_image_file_metadata()
    image.save(update_fields=["file", "width", "height", "file_size", "file_hash"])
    transaction.on_commit(lambda: storage.delete(old))
