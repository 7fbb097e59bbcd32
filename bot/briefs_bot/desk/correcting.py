"""Asks what kind of change it is before another version of a brief that was sent is published."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs_app import reader
from briefs_bot.desk import asking, choices, expiring, taking_back

# Nothing that a message shows.
SCHEDULE = ("go_live_at", "expire_at")


@dataclass(frozen=True)
class Change:
    """How many messages show a brief whose draft differs from it, and in which fields."""

    messages_out: int
    fields: Sequence[str]

    def __str__(self) -> str:
        shown = ngettext(
            "%(messages)s message on Telegram shows this brief.",
            "%(messages)s messages on Telegram show this brief.",
            self.messages_out,
        )
        changed = _("Changed: %(fields)s.") % {"fields": ", ".join(self.fields)}
        return f"{shown % {'messages': self.messages_out}} {changed}"


def change(request: HttpRequest, draft: Any) -> Change | None:
    """Return None where no message is out, nothing changed, or a note is written already."""
    public = type(draft)._default_manager.get(pk=draft.pk)
    if reader.draft(draft) is None or draft.correction_note != public.correction_note:
        return None
    messages_out = taking_back.shown([draft], with_descendants=False).total
    changed = _changed_fields(request, public, draft) if messages_out else []
    return Change(messages_out, changed) if changed else None


def ask(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Return the question before such a draft is published from its form."""
    found = change(request, page)
    if found is None:
        return None
    context = {
        **asking.heading(page),
        "facts": [str(found)],
        "warnings": [*filter(None, [expiring.warning(page)])],
        "choices": choices.of_change(choices.PUBLISH, page),
    }
    return render(request, "briefs_bot/desk/publish.html", context)


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
