"""Puts briefs and topics into the Wagtail admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from briefs_app import blocking, drafts, suggestions
from briefs_app.admin import BriefViewSet, TopicViewSet
from briefs_app.models import Topic

# How many briefs a message names.
NAMED = 5


@hooks.register("register_admin_viewset")
def register_briefs() -> list[BriefViewSet]:
    try:
        return [BriefViewSet()] if BriefViewSet.model else []
    except (LookupError, ValueError):  # which a system check tells
        return []


@hooks.register("register_admin_urls")
def register_suggestions() -> list[URLPattern]:
    return suggestions.urlpatterns


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    blocking.register_log_actions(actions)


@hooks.register("before_delete_snippet")
def keep_topics_that_drafts_have(request: HttpRequest, snippets: list[Any]) -> HttpResponse | None:
    topics = [snippet for snippet in snippets if isinstance(snippet, Topic)]
    briefs = drafts.waiting_for(topics) if topics else []
    if not briefs:
        return None
    text = _("Not deleted: %(briefs)s would be without a topic. Give these briefs another one first.")
    messages.error(request, text % {"briefs": ", ".join(f"“{brief}”" for brief in briefs[:NAMED])})
    return redirect("wagtailsnippets_briefs_app_topic:list")


register_snippet(TopicViewSet)
