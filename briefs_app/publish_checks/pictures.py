"""Checks of the photo, and of the images in the text."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.fields import StreamField

from briefs_app.blocks.body import ImageBlock
from briefs_app.pictures.photos import default_alt
from briefs_app.publish_checks.finding import Finding


def credit(brief: Any, request: HttpRequest) -> Iterator[Finding]:
    if brief.photo and not brief.photo_credit:
        yield Finding("photo_credit", _("The photo has no credit. Say who took it."), field="photo_credit")


def photo_alt(brief: Any, request: HttpRequest) -> Iterator[Finding]:
    if brief.photo and not (brief.photo_alt or default_alt(brief.photo)):
        text = _("The photo has no alternative text. Say what it shows.")
        yield Finding("photo_alt", text, field="photo_alt")


def body_alts(brief: Any, request: HttpRequest) -> Iterator[Finding]:
    for field in brief._meta.concrete_fields:
        count = len(_undescribed(getattr(brief, field.name))) if isinstance(field, StreamField) else 0
        if count:
            text = ngettext(
                "%(count)s image in the text has no alternative text. Say what it shows.",
                "%(count)s images in the text have no alternative text. Say what they show.",
                count,
            )
            yield Finding("body_alt", text % {"count": count}, field=field.name)


def _undescribed(stream: Any) -> list[Any]:
    """Return the values of image blocks without any alternative text; one query brings all images."""
    shown = [block.value for block in stream or () if isinstance(block.block, ImageBlock)]
    return [
        value
        for value in shown
        if value.get("image") and not (value.get("alt") or default_alt(value["image"]))
    ]
