"""Asks a question in the middle of a POST request of Wagtail's, and repeats the request with the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

# The name of the buttons of the question; the value of the pressed one is the answer.
ANSWER = "briefs_bot_answer"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str | Promise


@dataclass(frozen=True)
class Question:
    """A page with warnings, a list of what is concerned, a button for each choice, and a way back."""

    title: str
    warnings: Sequence[str]
    choices: Sequence[Choice]
    back: str
    items: Sequence[str] = ()


def answer(request: HttpRequest) -> str:
    """Return the value of the pressed button; empty where the question was not asked yet."""
    return request.POST.get(ANSWER, "")


def ask(request: HttpRequest, question: Question) -> HttpResponse:
    """Return the page with the question; its form repeats the request."""
    given = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "question": question,
        "answer": ANSWER,
        "given": [(name, value) for name, value in given if name not in ("csrfmiddlewaretoken", ANSWER)],
        "breadcrumbs_items": [{"url": "", "label": question.title}],
        "header_title": question.title,
        "header_icon": "mail",
    }
    return render(request, "briefs_bot/desk/question.html", context)


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
