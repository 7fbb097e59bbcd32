"""Asks before a task of workflows is disabled: Wagtail publishes the drafts that waited for it alone."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.models import TaskState

from briefs_bot.desk import approving, publishing_many


def ask(request: HttpRequest, pk: int) -> HttpResponse | None:
    """Return the question where that sends briefs, or lets their messages be deleted later."""
    if request.method != "POST" or not request.user.has_perm("wagtailcore.delete_task"):
        return None
    waiting = TaskState.objects.filter(task=pk, status=TaskState.STATUS_IN_PROGRESS)
    states = [each.workflow_state for each in waiting.select_related("workflow_state__workflow")]
    pages = [state.content_object for state in states if approving.is_last(state)]
    drafts = [page.get_latest_revision_as_object() for page in pages if page]
    return publishing_many.ask(request, drafts, reverse("wagtailadmin_workflows:task_index"), may_wait=False)
