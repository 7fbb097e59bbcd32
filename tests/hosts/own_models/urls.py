"""What the site serves, and where."""

from importlib.util import find_spec

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents import urls as wagtaildocs_urls

from briefs_app.api import PublicImagesAPIViewSet, PublicPagesAPIViewSet, openapi_urls, register

router = WagtailAPIRouter("wagtailapi")
register(router)
router.register_endpoint("pages", PublicPagesAPIViewSet)
router.register_endpoint("images", PublicImagesAPIViewSet)

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/", include(openapi_urls(router))),
    path("api/v2/", router.urls),
    path("", include("briefs_app.feeds.sitemaps")),
    path("", include("briefs_app.urls")),
    path("", include(wagtail_urls)),
]
if find_spec("wagtail.api.v3"):
    from briefs_app.api.v3 import public_urls

    urlpatterns.insert(0, path("api/v3/", public_urls()))
