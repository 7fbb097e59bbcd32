"""Shows the checks of a brief in Wagtail's Checks side panel."""

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from briefs_app.editing.editable import editable
from briefs_app.models import BriefMixin
from briefs_app.publish_checks import Finding, findings

FINDINGS = "briefs_app/admin/findings.html"


class BriefChecksSidePanel(ChecksSidePanel):
    """Wagtail's panel with our findings above its own; a brief that is not saved yet has none."""

    class SidePanelToggle(ChecksSidePanel.SidePanelToggle):
        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "count": len(self.panel.findings)}

    template_name = "briefs_app/admin/checks_panel.html"

    @cached_property
    def findings(self) -> list[Finding]:
        return findings(self.object, self.request) if self.object.pk else []

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        # The script puts in the number of a brief that is saved meanwhile.
        address = reverse("briefs_checks", args=[self.object.pk or 0])
        return {**context, "findings": self.findings, "findings_url": address}

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(
            css={"all": ["briefs_app/admin/checks_panel.css"]}, js=["briefs_app/admin/checks_panel.js"]
        )


@require_GET
def show_findings(request: HttpRequest, page_id: int) -> HttpResponse:
    """Answer with the findings of the newest version, for a form that was saved without being loaded anew."""
    brief = editable(request, page_id).get_latest_revision_as_object()
    return render(request, FINDINGS, {"findings": findings(brief, request), "object": brief})


urlpatterns = [path("brief-checks/<int:page_id>/", show_findings, name="briefs_checks")]


def show() -> None:
    """Wagtail has no hook for its side panels."""
    for view in (CreateView, EditView):
        view.get_side_panels = _with_findings(view.get_side_panels)


def _with_findings(get_side_panels: Callable[[Any], Any]) -> Callable[[Any], Any]:
    @wraps(get_side_panels)
    def with_findings(self: Any) -> Any:
        return MediaContainer(map(_replaced, get_side_panels(self)))

    return with_findings


def _replaced(panel: Any) -> Any:
    ours = type(panel) is ChecksSidePanel and isinstance(panel.object, BriefMixin)
    return BriefChecksSidePanel(panel.object, panel.request) if ours else panel
