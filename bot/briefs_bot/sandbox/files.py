"""Files that the bot uploaded, and Telegram's rules for pictures."""

import io
import itertools
import mimetypes
import warnings
from dataclasses import dataclass
from typing import Any

from .refusals import Refused, bad

MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 50 * MEGABYTE
DOWNLOAD_LIMIT = 20 * MEGABYTE
PHOTO_LIMIT = 10 * MEGABYTE
PHOTO_BY_URL_LIMIT = 5 * MEGABYTE
PHOTO_TYPES = {
    "image/jpeg",
    "image/gif",
    "image/png",
    "image/tiff",
    "image/bmp",
    "image/x-ms-bmp",
    "image/webp",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file: its name and its bytes."""

    name: str
    content: bytes


@dataclass(eq=False, slots=True)
class File:
    id: str
    kind: str  # photo or document
    name: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def unique_id(self) -> str:
        return self.id[::-1]

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.id}"

    def as_dict(self) -> dict[str, Any]:
        shown = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}
        if self.kind == "photo":
            return {"photo": [shown | {"width": self.width, "height": self.height}]}
        return {"document": shown | {"file_name": self.name}}


class Files:
    """The uploaded files by file_id; a file_id is valid for ever."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._numbers = itertools.count(1)

    def add(self, kind: str, upload: Upload) -> File:
        if len(upload.content) > UPLOAD_LIMIT:
            raise Refused(413)
        if not upload.content:
            raise bad("file must be non-empty")
        width, height = photo_size(upload) if kind == "photo" else (0, 0)
        file_id = f"AgACAgIAAxkBAAM{next(self._numbers):08d}"
        file = File(file_id, kind, upload.name, upload.content, width, height)
        self._files[file_id] = file
        return file

    def get(self, file_id: str) -> File | None:
        return self._files.get(file_id)

    def by_path(self, path: str) -> File | None:
        file = self.get(path.rpartition("/")[2])
        return file if file and file.path == path else None


def photo_size(upload: Upload) -> tuple[int, int]:
    """Return width and height of a picture. Raise Refused for one that Telegram does not accept."""
    kind, _ = mimetypes.guess_type(upload.name)
    # A name without a type is accepted: python-telegram-bot calls bare bytes "application.octet-stream".
    if kind and kind not in PHOTO_TYPES:
        raise bad("photo has unsupported extension. Use one of .jpg, .jpeg, .gif, .png, .tif or .bmp")
    if len(upload.content) > PHOTO_LIMIT:
        raise bad(
            f"file of size {len(upload.content)} bytes is too big for a photo; "
            f"the maximum size is {PHOTO_LIMIT} bytes"
        )
    width, height = _dimensions(upload.content)
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _dimensions(content: bytes) -> tuple[int, int]:
    try:
        from PIL import Image
    except ImportError:  # Pillow comes with Wagtail; the sandbox alone can do without and trusts the picture
        return 1, 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of huge pictures, which are refused anyway
            with Image.open(io.BytesIO(content)) as image:
                return image.size
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise bad("IMAGE_PROCESS_FAILED") from error
