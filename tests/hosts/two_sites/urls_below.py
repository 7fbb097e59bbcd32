"""The same, with the pages below /news/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from machines import urlpatterns as machines
from wagtail import urls as wagtail_urls

urlpatterns = [
    *machines,
    *i18n_patterns(
        path("news/", include("briefs_app.urls")),
        path("news/", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
