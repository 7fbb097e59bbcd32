"""The host project, and Wagtail's API as it is at /plain/."""

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from briefs_app.models import Topic
from cms.urls import urlpatterns as host_urls


class TopicsAPIViewSet(BaseAPIViewSet):
    model = Topic
    body_fields = [*BaseAPIViewSet.body_fields, "name", "slug"]
    nested_default_fields = [*BaseAPIViewSet.nested_default_fields, "name", "slug"]


router = WagtailAPIRouter("plain")
router.register_endpoint("pages", PagesAPIViewSet)
router.register_endpoint("images", ImagesAPIViewSet)
router.register_endpoint("topics", TopicsAPIViewSet)

urlpatterns = [path("plain/", router.urls), *host_urls]
