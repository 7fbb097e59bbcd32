"""Asks a moderator before the approval that publishes a brief and so sends it, in the form and outside it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Task, WorkflowState

from briefs_bot.desk import asking, choices, correcting, expiring, publishing

EXPIRE = asking.Choice(choices.Answer.EXPIRE, gettext_lazy("Yes, approve it"))
# Wagtail's name of the dialog's step that has a form.
STEP = "action"


def ask(request: HttpRequest, draft: Any) -> HttpResponse | None:
    """Listen to `before_approve_brief`: of the form, the draft is what it would save."""
    state = draft.current_workflow_state
    if state is None or not is_last(state):
        return None
    question = _about_change(request, draft) if draft.live else _about_new(request, draft)
    if question is None:
        return None
    given = asking.given(request)
    if given.answer not in [choice.value for choice in question.choices]:
        return _show(request, question)
    try:
        choices.take(draft, given)
    except ValidationError as error:
        return _show(request, replace(question, warnings=[*error.messages, *question.warnings]))
    return None


def delay(request: HttpRequest, draft: Any) -> None:
    """Listen to `after_approve_brief`, in whose transaction the brief was published."""
    choices.delay([draft.pk], asking.given(request))


def _about_new(request: HttpRequest, draft: Any) -> asking.Question | None:
    chats = publishing.would_tell(draft, request.user)
    if not chats:
        return None
    is_scheduled, facts = choices.is_scheduled(draft), publishing.facts(draft, chats)
    offered = choices.of_new(choices.APPROVE, may_wait=not is_scheduled)
    if not is_scheduled:
        facts = [_("Approving publishes it."), *facts]
    return _question(draft, offered, facts, publishing.warnings(draft, request))


def _about_change(request: HttpRequest, draft: Any) -> asking.Question | None:
    change, expiry = correcting.change(request, draft), expiring.warning(draft)
    if change:
        offered = choices.of_change(choices.APPROVE, draft)
        return _question(draft, offered, [str(change)], [*filter(None, [expiry])])
    return _question(draft, [EXPIRE], [], [expiry]) if expiry else None


def _question(
    draft: Any, offered: Sequence[asking.Choice], facts: Sequence[str], warnings: Sequence[str]
) -> asking.Question:
    return asking.Question(
        title=_("Approve %(title)s") % {"title": draft.get_admin_display_title()},
        facts=facts and [" ".join(facts)],
        warnings=warnings,
        choices=offered,
        back=reverse("wagtailadmin_pages:edit", args=[draft.pk]),
        preview=publishing.preview_url(draft),
    )


def _show(request: HttpRequest, question: asking.Question) -> HttpResponse:
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
