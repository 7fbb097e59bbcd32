"""Changes the rich text and the chosen pages and documents in the stored form of a StreamField."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, ChooserBlock, ListBlock
from wagtail.documents import get_document_model
from wagtail.models import AbstractPage

from briefs_app.links.targets import Kind

ChangeText = Callable[[str], str]
# Takes the primary key of what was chosen; returns it, or None.
ChangeChoice = Callable[[Kind, Any], Any]


def change(block: Any, raw: Any, text: ChangeText, choice: ChangeChoice) -> Any:
    """Return `raw`, the stored value of `block`, changed; a block of an unknown kind by its strings alone."""
    if isinstance(block, ChooserBlock):
        kind = kind_of(block.model_class)
        return choice(kind, raw) if kind and raw is not None else raw
    if isinstance(raw, str):
        return text(raw)
    if isinstance(raw, list):
        return [_item(block, item, text, choice) for item in raw]
    if isinstance(raw, dict):
        children = block.child_blocks if isinstance(block, BaseStructBlock) else {}
        return {name: change(children.get(name), value, text, choice) for name, value in raw.items()}
    return raw


@cache
def kind_of(model: Any) -> Kind | None:
    """Return what a link to an instance of this model is called, None for other models."""
    if issubclass(model, AbstractPage):
        return "page"
    has_documents = apps.is_installed("wagtail.documents")
    return "document" if has_documents and issubclass(model, get_document_model()) else None


def _item(block: Any, item: Any, text: ChangeText, choice: ChangeChoice) -> Any:
    within = item if isinstance(item, dict) and {"type", "value"} <= item.keys() else None
    if within is not None and isinstance(block, BaseStreamBlock):
        child = block.child_blocks.get(within["type"])
    elif within is not None and isinstance(block, ListBlock) and within["type"] == "item":
        child = block.child_block
    else:
        # Lists were once stored without a type for each item.
        return change(block.child_block if isinstance(block, ListBlock) else None, item, text, choice)
    return {**within, "value": change(child, within["value"], text, choice)}
