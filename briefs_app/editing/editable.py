"""Finds the brief that an address of the admin names, for those who may edit it."""

from typing import Any

import swapper
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from briefs_app.models import BriefMixin


def editable(request: HttpRequest, page_id: int) -> Any:
    """Return the brief as it is stored. Raise Http404 for other pages, PermissionDenied without the right."""
    brief = get_object_or_404(swapper.load_model("wagtailcore", "Page"), pk=page_id).specific
    if not isinstance(brief, BriefMixin):
        raise Http404
    if not brief.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return brief
