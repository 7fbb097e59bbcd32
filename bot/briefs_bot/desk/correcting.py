"""Asks what kind of change it is before another version of a brief that was sent is published."""

from copy import copy
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.models import Revision

from briefs_app import reader
from briefs_bot.desk import asking, expiring, taking_back
from briefs_bot.models import Broadcast

# Nothing that a message shows.
SCHEDULE = ("go_live_at", "expire_at")


def ask(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Return the question; None where no message is out, nothing changed, or a note is written already."""
    public = type(page)._default_manager.get(pk=page.pk)
    if reader.draft(page) is None or page.correction_note != public.correction_note:
        return None
    messages_out = taking_back.shown([page], with_descendants=False).total
    changed = _changed_fields(request, public, page) if messages_out else []
    if not changed:
        return None
    context = {
        **asking.heading(page),
        "messages_out": messages_out,
        "changed": changed,
        "expiry": expiring.warning(page),
        "longest": page._meta.get_field("correction_note").max_length,
    }
    return render(request, "briefs_bot/desk/correct.html", context)


def with_note(revision: Revision, note: str, user: Any) -> Revision:
    """Return a new revision that bears the note of a material correction.

    Raise a ValidationError where the note is empty, or was sent before.
    """
    draft = revision.as_object()
    if not note.strip():
        raise ValidationError(_("Say what was wrong, so that readers can be told."))
    sent = Broadcast.objects.filter(
        brief_key=draft.translation_key,
        language=draft.locale.language_code,
        kind=Broadcast.Kind.CORRECTION,
        note=note.strip(),
    )
    if sent.exists():
        raise ValidationError(_("Readers were told exactly this before. Say what is wrong this time."))
    draft.correction_note = note.strip()
    draft.full_clean(exclude=[field.name for field in draft._meta.fields if field.name != "correction_note"])
    return draft.save_revision(user=user)


def _changed_fields(request: HttpRequest, public: Any, page: Any) -> list[str]:
    """Return the labels of the fields that differ, as Wagtail's comparison of two versions shows them."""
    given = copy(page)
    # The form shows a date without its seconds, and a brief without one has that of its publication.
    if _minute(page.brief_date or public.first_published_at) == _minute(public.brief_date):
        given.brief_date = public.brief_date
    panels = page.get_edit_handler().get_bound_panel(instance=given, request=request, form=None)
    compared = (compare(public, given) for compare in panels.get_comparison())
    changed = (field for field in compared if field.has_changed())
    return [str(each.field_label()) for each in changed if each.field.name not in SCHEDULE]


def _minute(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(second=0, microsecond=0)
