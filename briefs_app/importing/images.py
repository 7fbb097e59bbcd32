"""Puts the images of old briefs into Wagtail: found in a folder, never fetched, each kept once."""

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

# WordPress links smaller copies; the original is better.
RESIZED = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w+$)|-scaled(?=\.\w+$)")
MAX_PATH = 1000


@dataclass(frozen=True)
class StoredImages:
    photo_id: int | None
    body: tuple[Block, ...]
    notes: tuple[str, ...]


class ImageStore:
    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._model: Any = get_image_model()

    def store(self, brief: OldBrief) -> StoredImages:
        """What the brief shows, as images of the site; what is not at hand is left out."""
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
        """Only where everybody may see it; a private collection stays private."""
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
        longest = self._model._meta.get_field("title").max_length
        try:
            # Wagtail's own rules: kind, size, pixels, and that it is what its name says.
            WagtailImageField().clean(file)
            file.seek(0)
            image = self._model(title=title[:longest], file=file, collection=_public())
            images.strip(image)
            image._set_image_file_metadata()
        except ValidationError as error:
            raise Unreadable(" ".join(error.messages)) from error
        except Exception as error:
            # Pillow has no error of its own for what is cut off or spoilt: each format raises another.
            raise Unreadable("damaged: open it in an image program and save it anew") from error
        return image

    def _save(self, image: Any) -> int:
        # Whole or not at all, as a disk may be full.
        with transaction.atomic():
            image.save()
        return image.pk


def _hashes(content: bytes) -> set[str]:
    """Return the hashes of the file as it is, and as it is kept; a damaged one is not kept."""
    hashes = {hash_filelike(BytesIO(content))}
    with suppress(Exception):  # each format raises another error for a damaged file
        hashes.add(hash_filelike(BytesIO(stripped(content))))
    return hashes


def _public() -> Collection:
    return Collection.get_first_root_node()


def _candidates(address: str, roots: Sequence[Path]) -> Iterator[Path]:
    """The nearest to the whole path first, and never anything outside the folder."""
    parts = _parts(address)
    for root in roots:
        for start in range(len(parts)):
            for name in dict.fromkeys((RESIZED.sub("", parts[-1]), parts[-1])):
                path = root.joinpath(*parts[start:-1], name)
                # Unlike that of pathlib, this passes over what may not be looked at.
                if os.path.isfile(path) and not files.is_outside(path, root):
                    yield path


def _parts(address: str) -> list[str]:
    """Empty for an address that climbs, or that no file can have."""
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
    rest = len(notes) - most
    return (*notes[:most], f"and {rest} more images left out") if rest > 0 else tuple(notes)
