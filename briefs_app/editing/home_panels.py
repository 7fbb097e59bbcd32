"""Panels of ours on the admin's first page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import PageLogEntry
from wagtail.permission_policies.pages import PagePermissionPolicy

from briefs_app.audience import brief_model
from briefs_app.editing.listing_filters import PAGE_STATES
from briefs_app.editing.scheduling import FAILED
from briefs_app.models import Topic
from briefs_app.periods.scales import Week, dated

SHOWN = 10
DRAFTS_SHOWN = 5
# The page states of briefs that somebody still works on.
UNFINISHED = ("draft", "changed")


class FailedSchedulesPanel(Component):
    """Pages that should have been published by now, for those who may edit them; empty without one."""

    name = "briefs_failed_schedules"
    template_name = "briefs_app/admin/failed_schedules.html"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        failed = PageLogEntry.objects.filter(action=FAILED, revision__approved_go_live_at__lt=timezone.now())
        user = parent_context["request"].user
        newest = failed.select_related("page").order_by("-timestamp")[:SHOWN]
        return {"entries": [e for e in newest if e.page.permissions_for_user(user).can_edit()]}


class OwnDraftsPanel(Component):
    """The user's own drafts and unpublished changes of briefs, the latest edited first; empty without one."""

    name = "briefs_own_drafts"
    template_name = "briefs_app/admin/own_drafts.html"
    order = 160

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        fits = PAGE_STATES[UNFINISHED[0]][1]() | PAGE_STATES[UNFINISHED[1]][1]()
        own = brief_model().objects.filter(fits, owner=user).defer_streamfields().select_related("topic")
        latest = own.exclude(latest_revision=None).order_by("-latest_revision_created_at", "-pk")
        editable = [draft for draft in latest[:DRAFTS_SHOWN] if draft.permissions_for_user(user).can_edit()]
        return {"drafts": editable, "states": UNFINISHED, "user": user}


class MissingTopicsPanel(Component):
    """Topics without a brief in the current week, for users who may add briefs; empty without one."""

    name = "briefs_missing_topics"
    template_name = "briefs_app/admin/missing_topics.html"
    order = 170

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        may_add = PagePermissionPolicy().user_has_permission(user, "add")
        week = Week.of(timezone.localdate())
        return {"topics": list(_topics_without_brief(week)) if may_add else [], "week": week}


def _topics_without_brief(week: Week) -> QuerySet[Topic]:
    """Return topics without a brief or a dated draft, with the day of the `newest` brief before the week."""
    its = dated(brief_model().objects.filter(topic=OuterRef("pk"))).order_by()
    of_week = its.filter(brief_day__range=(week.first, week.last))
    before = its.filter(live=True, brief_day__lt=week.first).order_by("-brief_day").values("brief_day")[:1]
    missing = Topic.objects.filter(~Exists(of_week)).annotate(newest=Subquery(before))
    return missing.select_related("locale").order_by("locale", "sort_order", "name")
