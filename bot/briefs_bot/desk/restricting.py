"""Asks before a restriction of a page, or of everything below it, takes messages back."""

from typing import Any

import swapper
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.models import PageViewRestriction

from briefs_bot.desk import asking, taking_back

YES = asking.Choice("yes", gettext_lazy("Yes, restrict it"))
# Wagtail's name of the dialog's step that has a form.
STEP = "set_privacy"


def ask(request: HttpRequest, page_id: int) -> HttpResponse | None:
    """Return the question where the restriction would be stored, and messages are out."""
    if request.method != "POST" or asking.answer(request):
        return None
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=page_id).first()
    if page is None or not _is_restricted_by(request, page.specific_deferred):
        return None
    warnings = taking_back.deleted_texts(taking_back.shown([page]))
    if not warnings:
        return None
    question = asking.Question(
        title=_("Restrict %(title)s") % {"title": page.specific_deferred.get_admin_display_title()},
        warnings=warnings,
        choices=[YES],
    )
    return asking.ask_in_dialog(request, question, STEP)


def _is_restricted_by(request: HttpRequest, page: Any) -> bool:
    if not page.permissions_for_user(request.user).can_set_view_restrictions():
        return False
    form = PageViewRestrictionForm(request.POST, private_page_options=page.private_page_options)
    return form.is_valid() and form.cleaned_data["restriction_type"] != PageViewRestriction.NONE
