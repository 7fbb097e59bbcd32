"""Refuses, or lets other apps ask, before an approval that publishes: in the edit form and outside it.

Wagtail has no hook between an approval and the publication that follows from it.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic.workflow import WorkflowAction
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from briefs_app.editing import checks_at_publish, completeness
from briefs_app.models import BriefMixin

# Wagtail's name of the action.
APPROVE = "approve"
# Other apps may ask before a brief is approved, by each door. A hook is given the request and the draft,
# which it may change, and returns a response that stands in the place of the approval, or None.
APPROVAL_HOOK = "before_approve_brief"
# Called with the same in the transaction of the approval, and of the publication that follows from it.
AFTER_HOOK = "after_approve_brief"


def watch() -> None:
    WorkflowAction.post = _watched_action(WorkflowAction.post)
    EditView.perform_workflow_action = _watched_form(EditView.perform_workflow_action)
    for view in (CreateView, EditView):
        view.submit_action = _watched_submission(view.submit_action)
    EditView.restart_workflow_action = _watched_submission(EditView.restart_workflow_action)


def _watched_action(approve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Watch the address that approves the newest draft, as the admin's first page and the user bar do."""

    @wraps(approve)
    def post(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_brief(self.object):
            return approve(self, request, *args, **kwargs)
        draft = self.object.get_latest_revision_as_object()
        try:
            with transaction.atomic():
                if self.action_name != APPROVE:
                    return approve(self, request, *args, **kwargs)
                go_on = partial(approve, self, request, *args, **kwargs)
                return _ask(request, draft) or _approve(request, draft, go_on)
        except ValidationError as error:
            messages.error(request, " ".join([_("Nothing was published."), completeness.named(draft, error)]))
        edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": edit})
        return redirect(edit)

    return post


def _watched_form(perform: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Watch an approval in the edit form: with errors, the form is saved and no more."""

    @wraps(perform)
    def perform_workflow_action(self: Any) -> HttpResponse:
        draft = self.form.instance
        if self.workflow_action != APPROVE or not isinstance(draft, BriefMixin):
            return perform(self)
        if told := checks_at_publish.errors(draft, self.request):
            checks_at_publish.say(self.request, told)
            return self.save_action()
        before = draft.serializable_data()
        if asked := _ask_others(self.request, draft):
            return asked
        self.has_content_changes |= draft.serializable_data() != before
        with transaction.atomic():
            return _approve(self.request, draft, partial(perform, self))

    return perform_workflow_action


def _watched_submission(submit: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Watch a submission: where all tasks are disabled, nobody approves it, and Wagtail publishes at once."""

    @wraps(submit)
    def submit_action(self: Any) -> HttpResponse:
        draft = self.form.instance
        if not isinstance(draft, BriefMixin) or _has_tasks(self):
            return submit(self)
        messages.error(self.request, _("Not submitted: all tasks of its workflow are disabled."))
        return self.save_action()

    return submit_action


def _has_tasks(view: Any) -> bool:
    """Return whether somebody has to approve what the form submits."""
    page = view.page if view.page.pk else view.parent_page
    workflow = page.get_workflow()
    return workflow is None or workflow.tasks.filter(active=True).exists()


def _ask(request: HttpRequest, draft: Any) -> HttpResponse | None:
    """Raise ValidationError for what the checks call an error; else return what another app asks."""
    completeness.refuse_errors(draft, request)
    before = draft.serializable_data()
    asked = _ask_others(request, draft)
    if not asked and draft.serializable_data() != before:
        draft.save_revision(user=request.user)
    return asked


def _approve(request: HttpRequest, draft: Any, approve: Callable[[], HttpResponse]) -> HttpResponse:
    answer = approve()
    for listen in hooks.get_hooks(AFTER_HOOK):
        listen(request, draft)
    return answer


def _ask_others(request: HttpRequest, draft: Any) -> HttpResponse | None:
    answers = (ask(request, draft) for ask in hooks.get_hooks(APPROVAL_HOOK))
    return next((answer for answer in answers if isinstance(answer, HttpResponse)), None)


def _is_brief(page: Any) -> bool:
    return issubclass(getattr(page, "specific_class", None) or type(page), BriefMixin)
