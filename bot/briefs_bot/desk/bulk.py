"""Asks before a bulk action publishes briefs that would be sent, or takes messages back."""

from collections.abc import Sequence
from typing import Any

import swapper
from django.http import HttpRequest, HttpResponse

from briefs_app import reader
from briefs_bot.desk import asking, choices, publishing_many, taking_back

TAKES_BACK = {
    "unpublish": taking_back.deleted_texts,
    "delete": taking_back.deleted_texts,
    "move": taking_back.moved_texts,
}


def ask(request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any) -> HttpResponse | None:
    """Listen to `before_bulk_action`: Wagtail's own question was answered, and nothing is done yet."""
    if not _has_pages(action):
        return None
    below = _is_with_descendants(action)
    if action_type == "publish":
        return publishing_many.ask(request, _drafts(objects, below), action.next_url)
    if action_type in TAKES_BACK:
        below = below or action_type != "unpublish"
        return _ask_to_take_back(request, TAKES_BACK[action_type](taking_back.shown(objects, below)), action)
    return None


def delay(request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any) -> None:
    """Listen to `after_bulk_action`, in whose transaction the briefs were published."""
    if action_type != "publish" or not _has_pages(action):
        return
    briefs = [page.pk for page in objects]
    if _is_with_descendants(action):
        briefs = [pk for page in objects for pk in reader.ids_below(page)]
    choices.delay(briefs, asking.given(request))


def _has_pages(action: Any) -> bool:
    return issubclass(action.model, swapper.load_model("wagtailcore", "Page"))


def _is_with_descendants(action: Any) -> bool:
    return bool(action.cleaned_form and action.cleaned_form.cleaned_data.get("include_descendants"))


def _ask_to_take_back(request: HttpRequest, warnings: Sequence[str], action: Any) -> HttpResponse | None:
    if not warnings or asking.answer(request):
        return None
    question = asking.Question(
        title=str(action.display_name),
        warnings=warnings,
        choices=[publishing_many.GO_ON],
        back=action.next_url,
    )
    return asking.ask(request, question)


def _drafts(pages: Sequence[Any], with_descendants: bool) -> list[Any]:
    """Return the newest versions of the pages, and of the drafts below them where they are published, too."""
    found = {page.pk: page for page in pages}
    for page in pages if with_descendants else ():
        found |= {below.pk: below for below in page.get_descendants().not_live()}
    return [page.get_latest_revision_as_object() for page in found.values()]
