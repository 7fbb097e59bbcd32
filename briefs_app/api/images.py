"""The images that anybody may know of: those that public pages use."""

from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import ReferenceIndex, Site

from briefs_app import audience
from briefs_app.api.operations import WagtailParameters, with_limits


def shown(images: QuerySet[Any], site: Site | None) -> QuerySet[Any]:
    """Wagtail by itself lists every image of a public collection, also those that only a draft uses."""
    pages = audience.visible(swapper.load_model("wagtailcore", "Page").objects.all(), site)
    # The index of references keeps keys as text.
    keys = pages.annotate(text_key=Cast("pk", CharField(max_length=255))).values("text_key")
    used = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(pages.model),
        object_id__in=keys,
        to_content_type=ContentType.objects.get_for_model(images.model),
        to_object_id=Cast(OuterRef("pk"), CharField(max_length=255)),
    )
    # By key, since a search knows no `Exists`.
    return images.filter(pk__in=images.model._default_manager.filter(Exists(used)).order_by().values("pk"))


class PublicImagesAPIViewSet(WagtailParameters, ImagesAPIViewSet):
    """Wagtail's images, of those that public pages use."""

    filter_backends = with_limits(ImagesAPIViewSet.filter_backends)

    def get_queryset(self) -> QuerySet[Any]:
        return shown(super().get_queryset(), Site.find_for_request(self.request))
