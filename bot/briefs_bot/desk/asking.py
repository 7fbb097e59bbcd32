"""Asks a question in the middle of a POST request of Wagtail's, and repeats the request with the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin.modal_workflow import render_modal_workflow

# The name of the buttons of the question; the value of the pressed one is the answer.
ANSWER = "briefs_bot_answer"
DIALOG, MODAL = "briefs_bot/desk/question_in_dialog.html", "briefs_bot/desk/question_in_modal.html"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str | Promise


@dataclass(frozen=True)
class Question:
    """A page with warnings, a list of what is concerned, a button for each choice, and a way back.

    In a dialog, which closes, there is one choice, and no way back. `preview` is the address of a draft as
    Telegram shows it.
    """

    title: str
    warnings: Sequence[str]
    choices: Sequence[Choice]
    back: str = ""
    items: Sequence[str] = ()
    preview: str = ""


def answer(request: HttpRequest) -> str:
    """Return the value of the pressed button; empty where the question was not asked yet."""
    return request.POST.get(ANSWER, "")


def ask(request: HttpRequest, question: Question) -> HttpResponse:
    """Return the page with the question; its form repeats the request."""
    context = {
        **_repeated(request, question),
        "breadcrumbs_items": [{"url": "", "label": question.title}],
        "header_title": question.title,
        "header_icon": "mail",
    }
    return render(request, "briefs_bot/desk/question.html", context)


def ask_in_dialog(request: HttpRequest, question: Question, step: str) -> HttpResponse:
    """Return the question for a dialog with a heading, whose script sends the form at this step of it."""
    context = _repeated(request, question)
    return render_modal_workflow(request, DIALOG, None, context, json_data={"step": step})


def ask_in_modal(request: HttpRequest, question: Question, step: str) -> HttpResponse:
    """Return the same with a heading of its own."""
    context = _repeated(request, question)
    return render_modal_workflow(request, MODAL, None, context, json_data={"step": step})


def _repeated(request: HttpRequest, question: Question) -> dict[str, Any]:
    given = [(name, value) for name, values in request.POST.lists() for value in values]
    return {
        "question": question,
        "answer": ANSWER,
        "given": [(name, value) for name, value in given if name not in ("csrfmiddlewaretoken", ANSWER)],
    }


def heading(page: Any) -> dict[str, Any]:
    """Return the template context that names a page above the question how it is published."""
    edit, title = reverse("wagtailadmin_pages:edit", args=[page.pk]), page.get_admin_display_title()
    return {
        "page": page,
        "edit": edit,
        "address": reverse("briefs_bot_publish", args=[page.pk, page.latest_revision_id]),
        "breadcrumbs_items": [
            {"url": edit, "label": title},
            {"url": "", "label": _("Publish"), "sublabel": title},
        ],
        "header_title": _("Publish %(title)s") % {"title": title},
        "header_icon": "mail",
    }
