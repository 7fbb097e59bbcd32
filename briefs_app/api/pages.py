"""Wagtail's own pages endpoint, with only what anybody may read now."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from wagtail.api import APIField
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Site

from briefs_app import audience, links
from briefs_app.api.fields import StatusField
from briefs_app.api.operations import WagtailParameters, with_limits
from briefs_app.models import BriefMixin

# Between the editor and the subscribers; never in the API, whatever a host's api_fields say.
HIDDEN = {"notify_subscribers", "notification_text", "notify_silently"}
# In these, links in rich text are addresses; the others have numbers.
RESOLVED_FORMATS = {"html", "markdown"}


class PublicPagesAPIViewSet(WagtailParameters, PagesAPIViewSet):
    """Wagtail's pages without those whose time ran out, without a word on what an alias is made from, and
    without links to what is not for everybody."""

    filter_backends = with_limits(PagesAPIViewSet.filter_backends)
    meta_fields = [name for name in PagesAPIViewSet.meta_fields if name != "alias_of"]

    def get_root_page(self) -> Any:
        site = Site.find_for_request(self.request)
        if site is None:
            raise BadRequestError("there is no site here, and so no root; give the number of a page")
        return site.root_page

    @classmethod
    def get_body_fields(cls, model: type[Model]) -> list[APIField]:
        return [field for field in super().get_body_fields(model) if field.name not in HIDDEN]

    @classmethod
    def get_field_serializer_overrides(cls, model: type[Model]) -> dict[str, Any]:
        own = {"status": StatusField()} if issubclass(model, BriefMixin) else {}
        return {**own, **super().get_field_serializer_overrides(model)}

    @classmethod
    def get_meta_fields(cls, model: type[Model]) -> list[APIField]:
        return [field for field in super().get_meta_fields(model) if field.name not in HIDDEN]

    @classmethod
    def _get_serializer_class(cls, router: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        serializer_class = super()._get_serializer_class(router, model, *args, **kwargs)
        if not kwargs.get("nested"):
            return serializer_class
        return type(serializer_class.__name__, (NestedPageMixin, serializer_class), {})

    def _pages(self) -> QuerySet[Any]:
        """Return Wagtail's pages. Wagtail 7 fails where `?site=` names none; later ones answer so."""
        try:
            return super().get_base_queryset()
        except Site.DoesNotExist as error:
            raise Http404 from error
        except ValueError as error:  # a port that is no number
            raise BadRequestError(str(error)) from error

    def get_base_queryset(self) -> QuerySet[Any]:
        pages, site = self._pages(), Site.find_for_request(self.request)
        visible = audience.visible(pages, site)
        if self.action == "listing_view":
            visible = audience.without_aliases(visible, site)
        if "search" in self.request.GET:
            # By key, since a search index of pages cannot filter by their time.
            return pages.filter(pk__in=visible.order_by().values("pk"))
        return visible

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        serializer = super().get_serializer(*args, **kwargs)
        if serializer.instance is None:  # an empty form for people
            return serializer
        if kwargs.get("many"):
            serializer.instance = self.readable(serializer.instance, serializer.child.Meta.fields)
        else:
            serializer.instance = self.readable([serializer.instance], serializer.Meta.fields)[0]
        return serializer

    def readable(self, pages: Iterable[Any], fields: Collection[str]) -> list[Any]:
        return links.readable(pages, self.request, fields=fields, resolve=resolves_links(self))


class NestedPageMixin:
    """The serializer of a page that another thing names: null where the page is not for everybody."""

    def to_representation(self, page: Any) -> Any:
        context: Any = self.context  # type: ignore[attr-defined]
        # Shared by all serializers of one answer.
        access = context.setdefault("briefs_access", links.Access(context["request"]))
        if not access.may_read(page):
            return None
        fields = self.Meta.fields  # type: ignore[attr-defined]
        resolve = resolves_links(context["view"])
        shown = links.readable([page], context["request"], fields=fields, resolve=resolve, access=access)[0]
        return super().to_representation(shown)  # type: ignore[misc]


def resolves_links(view: Any) -> bool:
    """Return whether rich text is asked for as a page shows it; Wagtail 7 knows its stored form only."""
    resolve = getattr(view, "resolve_rich_text_format", None)
    return resolve is not None and resolve() in RESOLVED_FORMATS
