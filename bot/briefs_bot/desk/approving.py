"""Asks a moderator before the approval that publishes a brief and so sends it, in the form and outside it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Task, WorkflowState

from briefs_bot.desk import asking, expiring, publishing

APPROVE = asking.Choice(publishing.Answer.NOTIFY, gettext_lazy("Approve and notify"))
EXPIRE = asking.Choice(publishing.Answer.EXPIRE, gettext_lazy("Yes, approve it"))
# Wagtail's name of the dialog's step that has a form.
STEP = "action"


def ask(request: HttpRequest, draft: Any) -> HttpResponse | None:
    """Listen to `before_approve_brief`: of the form, the draft is what it would save."""
    state = draft.current_workflow_state
    if asking.answer(request) or state is None or not is_last(state):
        return None
    chats = None if draft.live else publishing.would_tell(draft, request.user)
    expiry = expiring.warning(draft)
    if not chats and not expiry:
        return None
    told = [_("Approving publishes it, and it goes to %(chats)s.") % {"chats": chats}] if chats else []
    title = draft.get_admin_display_title()
    question = asking.Question(
        title=_("Approve %(title)s") % {"title": title},
        warnings=[*told, *filter(None, [expiry])],
        choices=[APPROVE if chats else EXPIRE],
        back=reverse("wagtailadmin_pages:edit", args=[draft.pk]),
        preview=publishing.preview_url(draft),
    )
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return asking.ask_in_modal(request, question, STEP)
    return asking.ask(request, question)


def is_last(state: WorkflowState) -> bool:
    """Return whether the current task is the last: no other one is left that is not disabled.

    That is how Wagtail finds the task that comes next.
    """
    tasks = Task.objects.filter(workflow_tasks__workflow=state.workflow, active=True)
    left = tasks.exclude(task_states__in=state.successful_task_states)
    return not left.exclude(pk=state.current_task_state.task_id).exists()
