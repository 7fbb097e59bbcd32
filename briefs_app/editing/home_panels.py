"""Panels of ours on the admin's first page."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import PageLogEntry

from briefs_app.editing.scheduling import FAILED

SHOWN = 10


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
