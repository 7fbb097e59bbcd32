"""The pages of any site of this installation, and the documents, that a visitor may read."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import swapper
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from briefs_app.links.targets import Target

LONGEST_KEY = 36
# A database knows no larger number.
BIGGEST = 2**63 - 1
# A page type that overrides one of these has to be asked for its address itself.
ADDRESSING = ("get_url_parts", "get_url", "get_full_url")


class Access:
    """The rights of anybody; if `personal`, those of this visitor, who gave a password or is logged in.

    Restrictions are looked up once, so one object serves one answer.
    """

    def __init__(self, request: HttpRequest, personal: bool = False) -> None:
        self.request = request
        self.personal = personal

    def may_read(self, page: Any) -> bool:
        expired = page.expire_at is not None and page.expire_at <= timezone.now()
        if not page.live or expired or self._is_closed(page.path, self._closed_pages):
            return False
        return page.get_url_parts(self.request) is not None  # of a site

    def may_load(self, document: Any) -> bool:
        return not self._is_closed(document.collection.path, self._closed_collections)

    def addresses(self, targets: Iterable[Target]) -> dict[Target, str]:
        """Return the address of each target that may be read; asks as many queries for many as for one.

        It is empty where the host serves none, as a headless one may.
        """
        found: dict[Target, str] = {}
        by_kind: dict[str, list[Target]] = {"page": [], "document": []}
        for target in targets:
            by_kind[target.kind].append(target)
        if by_kind["page"]:
            found |= self._of_pages(by_kind["page"])
        if by_kind["document"] and apps.is_installed("wagtail.documents"):
            found |= self._of_documents(by_kind["document"])
        return found

    def _of_pages(self, targets: list[Target]) -> dict[Target, str]:
        """A link leads to the translation in the active language, if it may be read, like Wagtail's own."""
        model = swapper.load_model("wagtailcore", "Page")
        keys = primary_keys(model, targets)
        wanted, language = Q(pk__in=keys.values()), _active_language()
        if language:
            translations = model.objects.filter(wanted).values("translation_key")
            wanted |= Q(translation_key__in=translations, locale__language_code=language)
        pages = list(model.objects.filter(wanted).select_related("locale"))
        found = _addressable(filter(self.may_read, pages))
        urls = {page.pk: page.get_url(self.request) or "" for page in found}
        local = {
            page.translation_key: urls[page.pk] for page in found if page.locale.language_code == language
        }
        by_key = {page.pk: local.get(page.translation_key, urls.get(page.pk)) for page in pages}
        return {target: url for target, key in keys.items() if (url := by_key.get(key)) is not None}

    def _of_documents(self, targets: list[Target]) -> dict[Target, str]:
        model = get_document_model()
        keys = primary_keys(model, targets)
        documents = model.objects.filter(pk__in=keys.values()).select_related("collection")
        urls = {document.pk: _document_url(document) for document in documents if self.may_load(document)}
        return {target: url for target, key in keys.items() if (url := urls.get(key)) is not None}

    @cached_property
    def _closed_pages(self) -> list[tuple[str, Any]]:
        restrictions = PageViewRestriction.objects.select_related("page").prefetch_related("page__aliases")
        # Wagtail restricts the aliases of a restricted page alike.
        return [
            (page.path, found) for found in restrictions for page in (found.page, *found.page.aliases.all())
        ]

    @cached_property
    def _closed_collections(self) -> list[tuple[str, Any]]:
        found = CollectionViewRestriction.objects.select_related("collection")
        return [(restriction.collection.path, restriction) for restriction in found]

    def _is_closed(self, path: str, restrictions: list[tuple[str, Any]]) -> bool:
        return any(
            path.startswith(closed) and not (self.personal and restriction.accept_request(self.request))
            for closed, restriction in restrictions
        )


def primary_keys(model: Any, targets: list[Target]) -> dict[Target, Any]:
    """Return the primary key of each target, without those that no row can have."""
    found = {}
    for target in targets:
        try:
            key = model._meta.pk.to_python(target.key[:LONGEST_KEY])
        except ValidationError:
            continue
        if key is not None and not (isinstance(key, int) and abs(key) > BIGGEST):
            found[target] = key
    return found


def _addressable(pages: Iterable[Any]) -> list[Any]:
    """Return the pages, those as what they are whose type has addresses of its own."""
    pages = list(pages)
    specific: dict[Any, Any] = {}
    for model in {page.specific_class for page in pages} - {None}:
        # Of any base page; Wagtail 7 defines them no higher up.
        if any(getattr(model, name) is not getattr(Page, name) for name in ADDRESSING):
            found = model.objects.select_related("locale").defer_streamfields()
            specific |= found.in_bulk([page.pk for page in pages if page.specific_class is model])
    return [specific.get(page.pk, page) for page in pages]


def _active_language() -> str | None:
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return None
    try:
        return get_supported_content_language_variant(get_language())
    except LookupError:
        return None


def _document_url(document: Any) -> str:
    try:
        return document.url
    except NoReverseMatch:  # a host that serves no documents
        return ""
