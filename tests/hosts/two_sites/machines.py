"""The admin and everything that programs ask for; in no language."""

from importlib.util import find_spec

from django.urls import include, path
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
]
if find_spec("wagtail.api.v3"):
    from briefs_app.api.v3 import public_urls

    urlpatterns += [path("api/v3/", public_urls())]
