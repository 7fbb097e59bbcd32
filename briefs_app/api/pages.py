"""Wagtail's own pages endpoint, with only what anybody may read now."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from wagtail.api import APIField
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Site

from briefs_app import reader
from briefs_app.api.parameters import check_sizes

# Between the editor and the subscribers; never in the API, whatever a host's api_fields say.
HIDDEN = {"notify_subscribers", "notification_text", "notify_silently"}


class PublicPagesAPIViewSet(PagesAPIViewSet):
    """Wagtail's pages without those whose time ran out, and without a word on what an alias is made from."""

    meta_fields = [name for name in PagesAPIViewSet.meta_fields if name != "alias_of"]

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_sizes(request.GET)

    @classmethod
    def get_body_fields(cls, model: type[Model]) -> list[APIField]:
        return [field for field in super().get_body_fields(model) if field.name not in HIDDEN]

    @classmethod
    def get_meta_fields(cls, model: type[Model]) -> list[APIField]:
        return [field for field in super().get_meta_fields(model) if field.name not in HIDDEN]

    def get_base_queryset(self) -> QuerySet[Any]:
        pages, site = super().get_base_queryset(), Site.find_for_request(self.request)
        if "search" in self.request.GET:
            # By key, since a search index of pages cannot filter by their time.
            return pages.filter(pk__in=reader.visible(pages, site).order_by().values("pk"))
        return reader.visible(pages, site)
