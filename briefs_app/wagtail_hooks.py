"""Puts briefs and topics into the Wagtail admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from briefs_app.admin import BriefViewSet, TopicViewSet


@hooks.register("register_admin_viewset")
def register_briefs() -> BriefViewSet:
    return BriefViewSet()


register_snippet(TopicViewSet)
