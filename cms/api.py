"""Where the headless APIs are mounted: Wagtail's v2 with our endpoints, and v3 where Wagtail has it."""

from importlib.util import find_spec

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.images.api.v2.views import ImagesAPIViewSet

from briefs_app.api import BriefsAPIViewSet, PublicPagesAPIViewSet, TopicsAPIViewSet, TrendsAPIViewSet

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PublicPagesAPIViewSet)
router.register_endpoint("images", ImagesAPIViewSet)
router.register_endpoint("briefs", BriefsAPIViewSet)
router.register_endpoint("topics", TopicsAPIViewSet)
router.register_endpoint("trends", TrendsAPIViewSet)

urlpatterns = [path("api/v2/", router.urls)]

if find_spec("wagtail.api.v3"):
    from wagtail.api.v3.urls import api

    urlpatterns += [path("api/v3/", api.urls)]
