"""Where the headless APIs are mounted: Wagtail's v2 with our endpoints, and v3 where Wagtail has it."""

from importlib.util import find_spec

from django.urls import include, path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.images.api.v2.views import ImagesAPIViewSet

from briefs_app.api import PublicPagesAPIViewSet, openapi_urls, register

router = WagtailAPIRouter("wagtailapi")
register(router)
router.register_endpoint("pages", PublicPagesAPIViewSet)
router.register_endpoint("images", ImagesAPIViewSet)

urlpatterns = [path("api/v2/", include(openapi_urls(router))), path("api/v2/", router.urls)]

if find_spec("wagtail.api.v3"):
    from wagtail.api.v3.urls import api

    urlpatterns += [path("api/v3/", api.urls)]
