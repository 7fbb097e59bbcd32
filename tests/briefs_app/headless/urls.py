"""The host project, with what the front end needs."""

from django.urls import path

from cms.urls import urlpatterns as cms_urlpatterns
from tests.briefs_app.headless.memos.api import router
from tests.briefs_app.headless.memos.views import UserbarView

urlpatterns = [
    path("api/v2/", router.urls),
    path("userbar/", UserbarView.as_view()),
    *cms_urlpatterns,
]
