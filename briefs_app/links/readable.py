"""Pages as a visitor may read them: without links to, or choices of, what is not for this visitor."""

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from functools import cache
from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField

from briefs_app.links.access import Access
from briefs_app.links.streams import ChangeChoice, ChangeText, change, kind_of
from briefs_app.links.targets import Kind, Target, rewrite, targets


def readable(
    pages: Iterable[Any],
    request: HttpRequest,
    *,
    fields: Collection[str] | None = None,
    resolve: bool = True,
    access: Access | None = None,
) -> list[Any]:
    """Return the pages, copied where something in them is not for everybody; no copy is to be saved.

    With `resolve`, links in rich text become addresses; else those that may be read stay as stored. Only
    `fields` are looked at, all by default, and none that is deferred. Pages without links ask no query,
    others as many together as one alone.
    """
    pages = list(pages)
    found: set[Target] = set()
    for page in pages:
        found.update(targets_in(page, fields))
    if not found:
        return pages
    addresses = (access or Access(request)).addresses(found)
    return [_narrowed(page, fields, addresses, resolve) for page in pages]


def in_context(context: dict[str, Any], page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page's template, with the page as this visitor may read it."""
    shown = readable([page], request, access=Access(request, personal=True))[0]
    return {name: shown if value is page else value for name, value in context.items()}


def targets_in(page: Any, fields: Collection[str] | None = None) -> set[Target]:
    """Return what the rich text of a page links to, and the pages and documents chosen in it."""
    found: set[Target] = set()

    def text(html: str) -> str:
        found.update(targets(html))
        return html

    def choice(kind: Kind, key: Any) -> Any:
        found.add(Target(kind, str(key)))
        return key

    _changed(page, fields, text, choice)
    return found


def _narrowed(
    page: Any, fields: Collection[str] | None, addresses: Mapping[Target, str], resolve: bool
) -> Any:
    def text(html: str) -> str:
        return rewrite(html, addresses, resolve)

    def choice(kind: Kind, key: Any) -> Any:
        return key if Target(kind, str(key)) in addresses else None

    changed = _changed(page, fields, text, choice)
    if not changed:
        return page
    shown = copy(page)
    for name, value in changed.items():
        setattr(shown, name, value)
    return shown


def _changed(
    page: Any, fields: Collection[str] | None, text: ChangeText, choice: ChangeChoice
) -> dict[str, Any]:
    """Return the fields of the page that are others after the change, with their new values."""
    changed: dict[str, Any] = {}
    deferred = page.get_deferred_fields()
    for field in _linking_fields(page._meta.model):
        if field.attname in deferred or (fields is not None and field.name not in fields):
            continue
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            raw = list(value.raw_data) if value else []
            if (new := change(value.stream_block, raw, text, choice) if raw else raw) != raw:
                changed[field.name] = StreamValue(value.stream_block, new, is_lazy=True)
        elif isinstance(field, RichTextField):
            html = getattr(page, field.name)
            if html and (new := text(html)) != html:
                changed[field.name] = new
        elif (key := getattr(page, field.attname)) is not None and choice(_kind(field), key) is None:
            changed[field.name] = None
    return changed


@cache
def _linking_fields(model: Any) -> tuple[Any, ...]:
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (StreamField, RichTextField)) or _kind(field)
    )


def _kind(field: Any) -> Any:
    """A page's own key is a foreign key, too, and none that anybody chose."""
    chosen = isinstance(field, ForeignKey) and not field.remote_field.parent_link
    return kind_of(field.related_model) if chosen else None
