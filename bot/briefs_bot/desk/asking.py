"""Asks a question in the middle of a POST request of Wagtail's, and repeats the request with the answer."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin.modal_workflow import render_modal_workflow

DIALOG, MODAL = "briefs_bot/desk/question_in_dialog.html", "briefs_bot/desk/question_in_modal.html"


@dataclass(frozen=True)
class Choice:
    """A button; some have a text, and with it minutes to choose from, or a note to write."""

    value: str
    label: str | Promise
    text: str | Promise = ""
    delays: Sequence[int] = ()
    longest_note: int = 0


@dataclass(frozen=True)
class Names:
    """The names of the fields that bear an answer; the value of the pressed button is the answer itself."""

    answer: str
    minutes: str
    note: str


# Beside the fields of a request that is repeated, and alone.
REPEATED = Names("briefs_bot_answer", "briefs_bot_minutes", "briefs_bot_note")
ALONE = Names("choice", "minutes", "note")


@dataclass(frozen=True)
class Given:
    """The answer to a question; it is empty where the question was not asked yet."""

    answer: str
    minutes: str
    note: str


@dataclass(frozen=True)
class Question:
    """A page with facts and warnings, a list of what is concerned, a button for each choice, and a way back.

    In a dialog, which closes, there is no way back. `preview` is the address of a draft as Telegram shows it.
    """

    title: str
    warnings: Sequence[str]
    choices: Sequence[Choice]
    back: str = ""
    items: Sequence[str] = ()
    preview: str = ""
    facts: Sequence[str] = ()


def given(request: HttpRequest, names: Names = REPEATED) -> Given:
    return Given(*(request.POST.get(name, "") for name in (names.answer, names.minutes, names.note)))


def answer(request: HttpRequest) -> str:
    """Return the value of the pressed button; empty where the question was not asked yet."""
    return given(request).answer


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
    ours = {"csrfmiddlewaretoken", *astuple(REPEATED)}
    lists = [(name, values) for name, values in request.POST.lists() if name not in ours]
    return {
        "question": question,
        "names": REPEATED,
        "given": [(name, value) for name, values in lists for value in values],
    }


def heading(page: Any) -> dict[str, Any]:
    """Return the template context that names a page above the question how it is published."""
    edit, title = reverse("wagtailadmin_pages:edit", args=[page.pk]), page.get_admin_display_title()
    return {
        "page": page,
        "edit": edit,
        "names": ALONE,
        "address": reverse("briefs_bot_publish", args=[page.pk, page.latest_revision_id]),
        "breadcrumbs_items": [
            {"url": edit, "label": title},
            {"url": "", "label": _("Publish"), "sublabel": title},
        ],
        "header_title": _("Publish %(title)s") % {"title": title},
        "header_icon": "mail",
    }
