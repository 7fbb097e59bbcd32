"""Headless: what Wagtail's API v3, itself a preview, shows of briefs and lets editors write."""

import sys
from typing import Any

import swapper
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from pydantic import AliasChoices, Field
from wagtail.api.v3 import querysets
from wagtail.api.v3.registry import ContentTypeRegistration, registry
from wagtail.api.v3.schemas import PageSchema, create_generator, patch_generator, read_generator
from wagtail.api.v3.schemas.base import BaseSchema
from wagtail.api.v3.schemas.pages import (
    BASE_PAGE_FIELDS,
    PageCreateBaseSchema,
    PageMetaSchema,
    PageUpdateBaseSchema,
)
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Site, get_page_models
from wagtail.query import PageQuerySet

from briefs_app import reader
from briefs_app.models import BriefMixin

# Wagtail builds its endpoints from the registry once, when the first of its own apps is ready.
too_late = "wagtail.api.v3.api" in sys.modules

# What Wagtail does not know of by itself: the notice to subscribers, which editors write, and nobody reads,
# filters or orders by, so it is no APIField; and that a draft may still lack its summary.
NOTICE = {
    "notify_subscribers": (bool, True, None),
    "notification_text": (str, "", None),
    "notify_silently": (bool, False, None),
}
DRAFT = {"summary": (str, "", None), **NOTICE}


class TopicSchema(BaseSchema):
    id: int
    name: str
    slug: str


class BriefMetaSchema(PageMetaSchema):
    """Names another page only to those who could ask for it, too."""

    @staticmethod
    def resolve_alias_of(page: Any, context: dict[str, Any]) -> Any:
        return _if_readable(context["request"], page.alias_of_id)

    @staticmethod
    def resolve_parent(page: Any, context: dict[str, Any]) -> Any:
        return _if_readable(context["request"], page.get_parent().pk)


class BriefSchema(PageSchema):
    meta: BriefMetaSchema


def prepare() -> None:
    # Every endpoint and filter asks this function what anybody may read. Wagtail has no hook for it, and by
    # itself serves what expired and was not swept yet, and what a password in the session opens.
    if not hasattr(querysets, "get_public_pages_queryset"):
        raise ImproperlyConfigured(
            "API v3 of this Wagtail is unknown to briefs_app: it may show expired briefs."
        )
    querysets.get_public_pages_queryset = visible
    for model in get_page_models():
        if issubclass(model, BriefMixin):
            registry.register(_registration(model))


def visible(request: HttpRequest, model: Any = None) -> PageQuerySet:
    """Of the site that the caller names by `?site=`, else of the one that answers."""
    pages = (model or swapper.load_model("wagtailcore", "Page"))._default_manager.all()
    site = SiteFilterValidator(site=request.GET.get("site"), request=request).site_obj
    # By key, since a search index of pages cannot filter by their time.
    return pages.filter(pk__in=reader.visible(pages, site).values("pk"))


def hide_unused_images() -> None:
    """For hosts that serve v3 to anybody: its lists of images show only what public pages use."""
    from wagtail.images.api.v3 import router

    from briefs_app.api.images import shown

    every = router.get_images_queryset

    def narrowed(request: HttpRequest) -> Any:
        images = every(request)
        return images if request.user.is_authenticated else shown(images, Site.find_for_request(request))

    router.get_images_queryset = narrowed


def _if_readable(request: HttpRequest, pk: int | None) -> Any:
    return querysets.get_pages_queryset(request).filter(pk=pk).first() if pk else None


def _registration(model: Any) -> ContentTypeRegistration:
    read = read_generator.generate_schema(model, BriefSchema)
    create = create_generator.generate_schema(
        model, base_class=PageCreateBaseSchema, fields=BASE_PAGE_FIELDS, required_fields=["title"]
    )
    patch = patch_generator.generate_schema(model, base_class=PageUpdateBaseSchema, fields=BASE_PAGE_FIELDS)
    return ContentTypeRegistration(
        name=model._meta.label,
        label=str(model._meta.verbose_name),
        read_schema=_extended(read, {"topic": (TopicSchema | None, None, None)}),
        create_schema=_extended(create, {**_keys(create), **DRAFT}),
        patch_schema=_extended(patch, {**_keys(patch), **NOTICE}),
    )


def _keys(schema: Any) -> dict[str, Any]:
    """By the names that are read, too: Wagtail takes `topic_id` only, and drops a `topic` without a word."""
    return {
        name: (field.annotation, Field(None, validation_alias=AliasChoices(field.alias, name)), None)
        for name, field in schema.model_fields.items()
        if field.alias == f"{name}_id"
    }


def _extended(schema: Any, fields: dict[str, Any]) -> Any:
    return read_generator.extend_schema(schema, schema.__name__, fields)
