"""Asks a moderator before the approval that publishes a brief and so sends it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs_bot.desk import asking, publishing

APPROVE = asking.Choice(publishing.Answer.NOTIFY, gettext_lazy("Approve and notify"))


def ask(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Listen to `before_edit_page`: the form of an approval comes there, too."""
    if request.method != "POST" or not request.POST.get("action-workflow-action") or asking.answer(request):
        return None
    if "approve" not in request.POST.get("workflow-action-name", "") or not _is_last_task(page):
        return None
    draft = page.get_latest_revision_as_object()
    chats = publishing.would_tell(draft) if not page.live else None
    if not chats:
        return None
    title = page.get_admin_display_title()
    question = asking.Question(
        title=_("Approve %(title)s") % {"title": title},
        warnings=[_("Approving publishes it, and it goes to %(chats)s.") % {"chats": chats}],
        choices=[APPROVE],
        back=reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )
    return asking.ask(request, question)


def _is_last_task(page: Any) -> bool:
    state, task = page.current_workflow_state, page.current_workflow_task
    if state is None or task is None:
        return False
    tasks = state.workflow.tasks
    return task.pk == tasks.last().pk if tasks.exists() else True
