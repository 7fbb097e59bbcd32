"""Image files that are uploaded or replaced: stripped of metadata, and told to those who show them."""

import os
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from wagtail.images import get_image_model

from briefs_app.conf import settings
from briefs_app.pictures.photos import if_readable
from briefs_app.pictures.stripping import renditions, stripped
from briefs_app.receivers import publications

# The keys of images that are being saved with another file.
_replaced: ContextVar[frozenset[Any]] = ContextVar("replaced images", default=frozenset())


def connect() -> None:
    renditions.connect()
    pre_save.connect(before, sender=get_image_model(), dispatch_uid="briefs_app.before_upload")
    post_save.connect(after, sender=get_image_model(), dispatch_uid="briefs_app.after_upload")


def before(
    sender: type, instance: Any, raw: bool, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    left_out = update_fields is not None and "file" not in update_fields
    if raw or left_out or not instance.file:
        return
    if not instance.file._committed:
        _take(instance)
    elif instance.file.name == _stored_name(instance):
        return
    else:  # a program stored it first, by `image.file.save(…)`
        if_readable(instance, lambda: _take_stored(instance))
    if not instance._state.adding:
        _replaced.set(_replaced.get() | {instance.pk})


def after(sender: type, instance: Any, **kwargs: Any) -> None:
    if instance.pk in _replaced.get():
        _replaced.set(_replaced.get() - {instance.pk})
        # As Wagtail's own form does a moment later.
        instance.renditions.all().delete()
        publications.photo_replaced(instance)


def _stored_name(image: Any) -> str | None:
    rows = type(image)._base_manager.filter(pk=image.pk)
    return rows.values_list("file", flat=True).first() if image.pk else None


def _take(image: Any) -> None:
    strip(image)
    # Wagtail's forms note this down; programs forget it, and a replaced file is known by its hash.
    image._set_image_file_metadata()


def _take_stored(image: Any) -> None:
    """Keep a stored file that tells nothing; store any other anew, and delete the old one."""
    storage, name = image.file.storage, image.file.name
    _take(image)
    shared = type(image)._base_manager.filter(file=name).exclude(pk=image.pk).exists()
    if not image.file._committed and not shared:
        transaction.on_commit(lambda: storage.delete(name))


def strip(image: Any) -> None:
    """Strip a file that is not stored yet. Raise whatever Pillow raises for one that it cannot read."""
    if not settings.STRIP_ORIGINALS or image.is_svg():
        return
    image.file.open()
    content = image.file.read()
    clean = stripped(content)
    if clean != content:
        image.file = ContentFile(clean, name=os.path.basename(image.file.name))
