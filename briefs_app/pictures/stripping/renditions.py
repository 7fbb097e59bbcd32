"""Keeps metadata out of every rendition that Wagtail draws."""

from PIL import ImageOps
from willow.plugins.pillow import PillowImage
from willow.registry import registry

from briefs_app.pictures.stripping.redrawn import bare


def connect() -> None:
    # Each rendition passes through this operation first; Willow itself would copy EXIF and comments.
    registry.register_operation(PillowImage, "auto_orient", upright)


def upright(image: PillowImage) -> PillowImage:
    return PillowImage(bare(ImageOps.exif_transpose(image.image)))
