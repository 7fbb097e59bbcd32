"""Headless: what Wagtail's API v3, itself a preview, shows of briefs and lets editors write."""

import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from functools import cache
from inspect import iscoroutinefunction
from typing import Annotated, Any

import swapper
from asgiref.sync import async_to_sync
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import URLPattern
from ninja import Schema
from pydantic import AliasChoices, BeforeValidator, Field, ValidationInfo, model_validator
from wagtail.actions import DeleteAction, action_registry
from wagtail.api.rich_text import APIRichText
from wagtail.api.v3 import querysets
from wagtail.api.v3.auth import BearerTokenAuth
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
from wagtail.models import AbstractPage, Site, get_page_models
from wagtail.query import PageQuerySet

from briefs_app import audience, links
from briefs_app.api.images import shown
from briefs_app.api.pages import RESOLVED_FORMATS
from briefs_app.models import BriefMixin, Topic, topic_use
from briefs_app.models.status import spelt, stored

# Wagtail builds its endpoints from the registry once, when the first of its own apps is ready.
too_late = "wagtail.api.v3.api" in sys.modules

# The routes that anybody may use, by name: they show what anybody may read, or only which fields there are.
# Any other one asks for the token of an editor, also one that a later Wagtail or another app adds.
OPEN = frozenset(
    {
        *("list_pages", "find_page", "detail_page"),
        *("list_images", "detail_image"),
        *("openapi-json", "openapi-view", "api-root"),
    }
)
EDITOR = "wagtailadmin.access_admin"
# Wagtail's name of the route that lists pages.
LISTING = "list_pages"

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


class CorrectionSchema(Schema):
    note: str
    made_at: datetime | None


# What readers get otherwise than the model has it, or beside it.
READ: dict[str, Any] = {
    "topic": (TopicSchema | None, None, None),
    "corrections": (list[CorrectionSchema], [], None),
    "status": (str, "", staticmethod(lambda page: spelt(page.status))),
}


class PublicPageMetaSchema(PageMetaSchema):
    """Names another page only to those who could ask for it, too."""

    @staticmethod
    def resolve_alias_of(page: Any, context: dict[str, Any]) -> Any:
        return _if_readable(context["request"], page.alias_of_id)

    @staticmethod
    def resolve_parent(page: Any, context: dict[str, Any]) -> Any:
        return _if_readable(context["request"], page.get_parent().pk)


class PublicPageSchema(PageSchema):
    meta: PublicPageMetaSchema


class ReadableSchema(Schema):
    """Mixed into the schema of a page type: anybody gets no links to what is not for everybody."""

    @model_validator(mode="wrap")
    @classmethod
    def _leave_links_out(cls, page: Any, handler: Callable[[Any], Any], info: ValidationInfo) -> Any:
        request = (info.context or {}).get("request")
        # Who has a token may send back what was read.
        if request is None or request.user.is_authenticated or not isinstance(page, AbstractPage):
            return handler(page)
        resolve = APIRichText.resolve_format(request.GET.get("rich_text_format")) in RESOLVED_FORMATS
        return handler(links.readable([page], request, resolve=resolve)[0])


class EditorsOnly:
    """A view of Wagtail's API v3 for tokens of people who may enter the admin."""

    csrf_exempt = True

    def __init__(self, view: Callable[..., Any]) -> None:
        self.view = async_to_sync(view) if iscoroutinefunction(view) else view

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not BearerTokenAuth()(request) or not request.user.has_perm(EDITOR):
            return JsonResponse({"detail": "Unauthorized"}, status=401)
        return self.view(request, *args, **kwargs)


class DeleteTopicAction(DeleteAction):
    """Answers with a sentence where briefs still have the topic."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        if told := topic_use.refusal([self.instance], self.user):
            raise ValidationError(told)


def prepare() -> None:
    action_registry.register(Topic, DeleteTopicAction)
    # Every endpoint and filter asks this function what anybody may read. Wagtail has no hook for it, and by
    # itself serves what expired and was not swept yet, and what a password in the session opens.
    if not hasattr(querysets, "get_public_pages_queryset"):
        raise ImproperlyConfigured(
            "API v3 of this Wagtail is unknown to briefs_app: it may show expired briefs."
        )
    querysets.get_public_pages_queryset = visible
    for model in get_page_models():
        registry.register(_registration(model) if issubclass(model, BriefMixin) else _narrowed(model))


def public_urls(open: Collection[str] = OPEN) -> tuple[list[Any], str, str]:
    """Return the addresses of Wagtail's API v3 for `path()`, with only the routes in `open` for anybody."""
    from wagtail.api.v3.urls import api

    _hide_unused_images()
    patterns, app_name, namespace = api.urls
    # The methods of one address are one view, which has a name for each of them.
    shown = {str(pattern.pattern) for pattern in patterns if pattern.name in open}
    served = [pattern if str(pattern.pattern) in shown else _closed(pattern) for pattern in patterns]
    return served, app_name, namespace


def is_narrowed(patterns: Collection[URLPattern]) -> bool:
    """Return whether API v3 is served by `public_urls`, and not whole as Wagtail serves it."""
    return any(isinstance(pattern.callback, EditorsOnly) for pattern in patterns)


def visible(request: HttpRequest, model: Any = None) -> PageQuerySet:
    """Return the pages that anybody may read, of the site named by `?site=`, else of the one that answers."""
    pages = (model or swapper.load_model("wagtailcore", "Page"))._default_manager.all()
    site = SiteFilterValidator(site=request.GET.get("site"), request=request).site_obj
    visible = audience.visible(pages, site)
    if request.resolver_match and request.resolver_match.url_name == LISTING:
        visible = audience.without_aliases(visible, site)
    # By key, since a search index of pages cannot filter by their time.
    return pages.filter(pk__in=visible.values("pk"))


@cache
def _hide_unused_images() -> None:
    """Wagtail asks one function for its images, and has no hook for it."""
    from wagtail.images.api.v3 import router

    every = router.get_images_queryset

    def narrowed(request: HttpRequest) -> Any:
        images = every(request)
        return images if request.user.has_perm(EDITOR) else shown(images, Site.find_for_request(request))

    router.get_images_queryset = narrowed


def _closed(pattern: URLPattern) -> URLPattern:
    return URLPattern(pattern.pattern, EditorsOnly(pattern.callback), pattern.default_args, pattern.name)


def _if_readable(request: HttpRequest, pk: int | None) -> Any:
    return querysets.get_pages_queryset(request).filter(pk=pk).first() if pk else None


def _narrowed(model: Any) -> ContentTypeRegistration:
    """Return the registration of this page type by Wagtail, read more narrowly."""
    return replace(registry.get(model._meta.label), read_schema=_readable(_read_schema(model)))


def _registration(model: Any) -> ContentTypeRegistration:
    plain = _read_schema(model)
    read = _extended(plain, _read_otherwise(plain))
    create = create_generator.generate_schema(
        model, base_class=PageCreateBaseSchema, fields=BASE_PAGE_FIELDS, required_fields=["title"]
    )
    patch = patch_generator.generate_schema(model, base_class=PageUpdateBaseSchema, fields=BASE_PAGE_FIELDS)
    return ContentTypeRegistration(
        name=model._meta.label,
        label=str(model._meta.verbose_name),
        read_schema=_readable(read),
        create_schema=_extended(create, {**_keys(create), **_status(create), **DRAFT}),
        patch_schema=_extended(patch, {**_keys(patch), **_status(patch), **NOTICE}),
    )


def _read_schema(model: Any) -> Any:
    return read_generator.generate_schema(model, PublicPageSchema)


def _readable(schema: Any) -> Any:
    """Mixed in at the end, as the generator remembers what it built on Wagtail's schema of pages."""
    return type(schema)(schema.__name__, (ReadableSchema, schema), {"__module__": __name__})


def _keys(schema: Any) -> dict[str, Any]:
    """Return foreign keys, also writable by the name that is read: Wagtail drops a `topic` silently."""
    return {
        name: (field.annotation, Field(None, validation_alias=AliasChoices(field.alias, name)), None)
        for name, field in schema.model_fields.items()
        if field.alias == f"{name}_id"
    }


def _status(schema: Any) -> dict[str, Any]:
    """Takes a status as it is read, and as it is stored; nothing where the host's API has none."""
    field = schema.model_fields.get("status")
    if field is None:
        return {}
    return {"status": (Annotated[field.annotation, BeforeValidator(stored)], field.default, None)}


def _read_otherwise(schema: Any) -> dict[str, Any]:
    """Return the fields of `READ`, without those that the host keeps out of its API."""
    depends = {"corrections": "correction_note", "status": "status"}
    return {name: READ[name] for name in READ if depends.get(name, "id") in schema.model_fields}


def _extended(schema: Any, fields: dict[str, Any]) -> Any:
    return read_generator.extend_schema(schema, schema.__name__, fields)
