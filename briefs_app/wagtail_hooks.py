"""Puts briefs and topics into the Wagtail admin, and serves them as they have to be."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from briefs_app.editing import (
    approving,
    blocking,
    checks_at_publish,
    checks_panel,
    completeness,
    scheduling,
    suggestions,
)
from briefs_app.editing.home_panels import FailedSchedulesPanel, MissingTopicsPanel, OwnDraftsPanel
from briefs_app.editing.viewsets import BriefViewSet, TopicViewSet
from briefs_app.index.serving import Serve, serving
from briefs_app.models import Topic, topic_use


@hooks.register("register_admin_viewset")
def register_briefs() -> list[BriefViewSet]:
    return [BriefViewSet()] if _has_page_model() else []


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern]:
    return [*suggestions.urlpatterns, *checks_panel.urlpatterns]


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    blocking.register_log_actions(actions)
    scheduling.register_log_actions(actions)


@hooks.register("before_delete_snippet")
def keep_topics_in_use(request: HttpRequest, snippets: list[Any]) -> HttpResponse | None:
    topics = [snippet for snippet in snippets if isinstance(snippet, Topic)]
    told = topic_use.refusal(topics, request.user) if topics else ""
    if not told:
        return None
    messages.error(request, told)
    return redirect("wagtailsnippets_briefs_app_topic:list")


@hooks.register("before_publish_page", order=50)
def refuse_what_has_errors(request: HttpRequest, page: Any) -> HttpResponse | None:
    return checks_at_publish.refuse(request, page)


# After other apps, which may ask first, and show the warnings then.
@hooks.register("before_publish_page", order=200)
def tell_of_warnings(request: HttpRequest, page: Any) -> None:
    checks_at_publish.warn(request, page)


@hooks.register("before_bulk_action")
def publish_all_or_none(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    return completeness.refuse_bulk(request, action_type, objects, action)


@hooks.register("on_serve_page")
def serve_briefs(serve: Serve) -> Serve:
    return serving(serve)


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(FailedSchedulesPanel())
    if _has_page_model():
        panels += [OwnDraftsPanel(), MissingTopicsPanel()]


def _has_page_model() -> bool:
    try:
        return bool(BriefViewSet.model)
    except (LookupError, ValueError):  # which a system check tells
        return False


approving.watch()
checks_panel.show()
register_snippet(TopicViewSet)
