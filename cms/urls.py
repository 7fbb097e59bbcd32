"""The URLs of the host project."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api import urlpatterns as api_urls

urlpatterns = [
    path("", include("briefs_bot.operations.urls")),
    path("telegram/", include("briefs_bot.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("briefs_app.feeds.sitemaps")),
    *api_urls,
    # Good enough behind a caching proxy; a busy site lets the proxy read MEDIA_ROOT itself.
    # Pictures only: documents have a view of their own, which asks for permission.
    re_path(r"^media/(?P<path>(?:original_)?images/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    *i18n_patterns(
        path("", include("briefs_app.urls")), path("", include(wagtail_urls)), prefix_default_language=False
    ),
]
