"""Mounts the headless APIs: Wagtail's v2 with our endpoints, and v3 where Wagtail has it."""

from importlib.util import find_spec

from django.urls import include, path
from wagtail.api.v2.router import WagtailAPIRouter

from briefs_app.api import PublicImagesAPIViewSet, PublicPagesAPIViewSet, openapi_urls, register

router = WagtailAPIRouter("wagtailapi")
register(router)
router.register_endpoint("pages", PublicPagesAPIViewSet)
router.register_endpoint("images", PublicImagesAPIViewSet)

urlpatterns = [path("api/v2/", include(openapi_urls(router))), path("api/v2/", router.urls)]

if find_spec("wagtail.api.v3"):
    from briefs_app.api.v3 import public_urls

    urlpatterns += [path("api/v3/", public_urls())]
