"""Store the images of old briefs in Wagtail's image library; none is downloaded, each is stored once."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike

from briefs_app.importing import files
from briefs_app.importing.errors import Unreadable
from briefs_app.importing.old_brief import Block, OldBrief
from briefs_app.pictures.stripping import stripped
from briefs_app.receivers import images

# WordPress links to resized copies; the original is better.
RESIZED = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w+$)|-scaled(?=\.\w+$)")
MAX_PATH = 1000


@dataclass(frozen=True)
class StoredImages:
    """The photo and body of a brief with image ids instead of addresses."""

    photo_id: int | None
    body: tuple[Block, ...]
    notes: tuple[str, ...]


class ImageStore:
    """Find images in a folder, or beside their page, and store them."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._model: Any = get_image_model()

    def store(self, brief: OldBrief) -> StoredImages:
        """Store the images of a brief; those that cannot be found or read are left out and noted."""
        roots = [root for root in (brief.assets, self._folder) if root]
        notes: list[str] = []
        photo_id = self._image_id(brief.photo, brief.photo_caption, roots, notes) if brief.photo else None
        body = []
        for block in brief.body:
            if block.kind != "image":
                body.append(block)
            elif pk := self._image_id(block.value["image"], block.value["caption"], roots, notes):
                body.append(Block("image", {**block.value, "image": pk}))
        return StoredImages(photo_id, tuple(body), _shortened(notes))

    def _image_id(self, address: str, title: str, roots: Sequence[Path], notes: list[str]) -> int | None:
        """Return the id of the stored image; None, with a note, if it cannot be stored."""
        name = _parts(address)[-1:]
        try:
            path = next(_candidates(address, roots), None)
            if path:
                return self._find(path) or self._create(path, title)
            reason = " is not at hand" + ("" if self._folder else ", give its folder with --images")
        except Unreadable as error:
            reason = f": {error}"
        notes.append(f"image left out: {name[0][:80] if name else 'no name'}{reason}")
        return None

    def _find(self, path: Path) -> int | None:
        """Return an image with the same content in the public collection; private ones are not used."""
        limit = WagtailImageField().max_upload_size
        try:
            if limit is not None and path.stat().st_size > limit:
                raise Unreadable(f"larger than {limit // files.MEGABYTE} MB: make it smaller")
            content = path.read_bytes()
        except OSError as error:
            raise Unreadable(files.reason(error)) from error
        found = self._model.objects.filter(file_hash__in=_hashes(content), collection=_public())
        return found.order_by("pk").values_list("pk", flat=True).first()

    def _create(self, path: Path, title: str) -> int:
        file = ContentFile(path.read_bytes(), name=path.name)
        image = self._validated(file, title or path.stem.replace("-", " ").replace("_", " "))
        return self._save(image)

    def _validated(self, file: ContentFile[bytes], title: str) -> Any:
        """Return an unsaved image that passed Wagtail's checks; Unreadable if it did not."""
        longest = self._model._meta.get_field("title").max_length
        try:
            # Wagtail's own rules: type, size, pixels, and that the suffix matches the content.
            WagtailImageField().clean(file)
            file.seek(0)
            image = self._model(title=title[:longest], file=file, collection=_public())
            images.strip(image)
            image._set_image_file_metadata()
        except ValidationError as error:
            raise Unreadable(" ".join(error.messages)) from error
        except Exception as error:
            # Pillow has no common error for damaged images: each format raises another.
            raise Unreadable("damaged: open it in an image program and save it anew") from error
        return image

    def _save(self, image: Any) -> int:
        # All or nothing, as the disk may be full.
        with transaction.atomic():
            image.save()
        return image.pk


def _hashes(content: bytes) -> set[str]:
    """Return the hashes of the file as it is, and with its metadata stripped, as it is stored."""
    hashes = {hash_filelike(BytesIO(content))}
    with suppress(Exception):  # each format raises another error for a damaged file
        hashes.add(hash_filelike(BytesIO(stripped(content))))
    return hashes


def _public() -> Collection:
    return Collection.get_first_root_node()


def _candidates(address: str, roots: Sequence[Path]) -> Iterator[Path]:
    """Yield existing files inside the folders that match the address, the longest match first."""
    parts = _parts(address)
    for root in roots:
        for start in range(len(parts)):
            for name in dict.fromkeys((RESIZED.sub("", parts[-1]), parts[-1])):
                path = root.joinpath(*parts[start:-1], name)
                # Unlike Path.is_file(), this returns False if access is denied.
                if os.path.isfile(path) and not files.is_outside(path, root):
                    yield path


def _parts(address: str) -> list[str]:
    """Return the parts of the path; empty if it contains “..” or cannot be a file."""
    try:
        path = unquote(urlsplit(address[:MAX_PATH]).path)
    except ValueError:
        return []
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    hostile = any(
        part == ".." or len(part.encode("utf-8", "replace")) > 255 or "\0" in part for part in parts
    )
    return [] if hostile else parts[-12:]


def _shortened(notes: list[str], most: int = 5) -> tuple[str, ...]:
    """Return the first notes and the number of the others."""
    rest = len(notes) - most
    return (*notes[:most], f"and {rest} more images left out") if rest > 0 else tuple(notes)
