"""Fetches what the fields of a listing need, for all rows at once."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Site

from briefs_app.api.fields import SPECS
from briefs_app.similar import related


def streams(model: Any) -> list[str]:
    return [field.name for field in model._meta.get_fields() if isinstance(field, StreamField)]


def preload(briefs: list[Any], fields: Collection[str], site: Site | None) -> None:
    """The same number of queries for any number of briefs."""
    if "photo" in fields or "photo_renditions" in fields:
        images = get_image_model().objects.all()
        if "photo" in fields:
            images = images.prefetch_related("tags")
        if "photo_renditions" in fields:
            images = images.prefetch_renditions(*SPECS)
        prefetch_related_objects(briefs, Prefetch("photo", queryset=images))
    if "corrections" in fields:
        prefetch_related_objects(briefs, "brief_corrections")
    if "related" in fields:
        _put_related_beside(briefs, site)
    if briefs:
        for name in streams(type(briefs[0])):
            if name in fields:
                _read_streams([getattr(brief, name) for brief in briefs])


def _put_related_beside(briefs: list[Any], site: Site | None) -> None:
    beside = related.beside_each(briefs, site)
    for brief, cards in zip(briefs, beside, strict=True):
        brief.related_cards = cards
    photos = [card.photo for cards in beside for card in cards if card.photo]
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=SPECS)
    prefetch_related_objects(photos, Prefetch("renditions", renditions, to_attr="prefetched_renditions"))


def _read_streams(values: list[StreamValue]) -> None:
    """A block that looks something up does so once for all streams, where Wagtail does so for each."""
    places = defaultdict(list)
    for value in values:
        for index, raw in enumerate(value.raw_data):
            places[raw["type"]].append((value, index, raw))
    for kind, found in places.items():
        block = values[0].stream_block.child_blocks.get(kind)
        if block is None:  # of a kind that the site no longer has
            continue
        read = block.bulk_to_python([raw["value"] for _, _, raw in found])
        for (value, index, raw), python in zip(found, read, strict=True):
            value[index] = (kind, python, raw.get("id"))
