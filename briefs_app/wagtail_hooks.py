"""Puts briefs and topics into the Wagtail admin."""

from django.urls import URLPattern
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from briefs_app import suggestions
from briefs_app.admin import BriefViewSet, TopicViewSet


@hooks.register("register_admin_viewset")
def register_briefs() -> BriefViewSet:
    return BriefViewSet()


@hooks.register("register_admin_urls")
def register_suggestions() -> list[URLPattern]:
    return suggestions.urlpatterns


register_snippet(TopicViewSet)
