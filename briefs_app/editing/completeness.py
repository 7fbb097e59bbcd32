"""Tells what a draft lacks before somebody publishes it without its form.

Wagtail saves drafts without their required fields and checks them while it publishes: the editor would get an
error page.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from briefs_app.editing import checks_at_publish
from briefs_app.models import BriefMixin
from briefs_app.models.topic_use import NAMED


def refuse_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Publish all of the chosen pages or none."""
    if action_type != "publish":
        return None
    below = action.cleaned_form.cleaned_data.get("include_descendants", False)
    told = (what_it_lacks(page, request) for page in _published_with(objects, below, request.user))
    lacking = list(dict.fromkeys(filter(None, told)))
    if not lacking:
        return None
    more = len(lacking) - NAMED
    rest = [ngettext("%(count)s more brief.", "%(count)s more briefs.", more) % {"count": more}]
    messages.error(
        request, " ".join([_("Nothing was published."), *lacking[:NAMED], *(rest if more > 0 else [])])
    )
    return redirect(action.next_url)


def what_it_lacks(page: Any, request: HttpRequest) -> str:
    """Return the brief's headline with what keeps its newest version from being published, or nothing."""
    if not issubclass(page.specific_class or type(page), BriefMixin):
        return ""
    if page.alias_of_id:
        alias = _("“%(brief)s” is an alias, which is published with its original.")
        return alias % {"brief": page.get_admin_display_title()}
    brief = page.get_latest_revision_as_object()
    brief.live = True  # more is asked of what is public
    try:
        brief.full_clean()
        refuse_errors(brief, request)
    except ValidationError as error:
        return named(brief, error)
    return ""


def refuse_errors(page: Any, request: HttpRequest) -> None:
    """Raise ValidationError for what the checks of a brief call an error."""
    if told := checks_at_publish.errors(page, request):
        raise ValidationError({NON_FIELD_ERRORS: told})


def _published_with(objects: Iterable[Any], below: bool, user: Any) -> Iterator[Any]:
    for page in objects:
        yield page
        if below:
            drafts = page.get_descendants().not_live().defer_streamfields().specific().iterator()
            yield from (draft for draft in drafts if draft.permissions_for_user(user).can_publish())


def named(brief: Any, error: ValidationError) -> str:
    return f"“{brief.get_admin_display_title()}”: {' '.join(_reasons(brief, error))}"


def _reasons(brief: Any, error: ValidationError) -> Iterator[str]:
    for name, reasons in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else capfirst(str(brief._meta.get_field(name).verbose_name))
        yield from (f"{label}: {reason}" if label else reason for reason in reasons)
