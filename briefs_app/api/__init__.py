"""(public) Headless: endpoints for Wagtail's API v2, and their description; see docs/reference/api.md."""

from wagtail.api.v2.router import WagtailAPIRouter

from briefs_app.api.briefs import BriefsAPIViewSet
from briefs_app.api.editions import EditionsAPIViewSet
from briefs_app.api.images import PublicImagesAPIViewSet
from briefs_app.api.openapi import openapi_urls
from briefs_app.api.pages import PublicPagesAPIViewSet
from briefs_app.api.topics import TopicsAPIViewSet
from briefs_app.api.trends import TrendsAPIViewSet

__all__ = [
    "BriefsAPIViewSet",
    "EditionsAPIViewSet",
    "PublicImagesAPIViewSet",
    "PublicPagesAPIViewSet",
    "TopicsAPIViewSet",
    "TrendsAPIViewSet",
    "openapi_urls",
    "register",
]

ENDPOINTS = {
    "briefs": BriefsAPIViewSet,
    "topics": TopicsAPIViewSet,
    "trends": TrendsAPIViewSet,
    "editions": EditionsAPIViewSet,
}


def register(router: WagtailAPIRouter) -> None:
    """Register our endpoints before any for pages: the first that fits a page gives it its address."""
    for name, viewset in ENDPOINTS.items():
        router.register_endpoint(name, viewset)
