"""The checks at the Publish button: errors keep the brief a draft, warnings are told afterwards."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin import messages

from briefs_app.models import BriefMixin
from briefs_app.publish_checks import findings

ADD, EDIT = "wagtailadmin_pages:add", "wagtailadmin_pages:edit"


def refuse(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Listen to `before_publish_page`: the draft is saved by now."""
    told = errors(page, request)
    if not told:
        return None
    if _view(request) == ADD:
        page.return_to_draft(request.user)
    say(request, told)
    return redirect("wagtailadmin_pages:edit", page.pk)


def warn(request: HttpRequest, page: Any) -> None:
    """Listen to `before_publish_page`; a view of another app has shown the warnings before it publishes."""
    if _view(request) not in (ADD, EDIT) or not isinstance(page, BriefMixin):
        return
    if told := [finding.text for finding in findings(page, request)]:
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit"))
        listed = format_html_join("", "<li>{}</li>", ((text,) for text in told))
        messages.warning(request, format_html("{}<ul>{}</ul>", _("Worth another look:"), listed), [edit])


def errors(page: Any, request: HttpRequest) -> list[str]:
    """Return the texts of the errors that keep a page from being published; none for other pages."""
    found = findings(page, request) if isinstance(page, BriefMixin) else []
    return [str(finding.text) for finding in found if finding.is_error]


def say(request: HttpRequest, told: list[str]) -> None:
    messages.error(request, " ".join([_("Nothing was published."), *told]))


def _view(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
