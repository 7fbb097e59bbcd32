"""Asks before a bulk action publishes briefs that would be sent, or takes messages back."""

from collections.abc import Iterable, Sequence
from typing import Any

import swapper
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from briefs_bot.conf import settings
from briefs_bot.desk import asking, audience, expiring, publishing, taking_back

TAKES_BACK = {
    "unpublish": taking_back.deleted_texts,
    "delete": taking_back.deleted_texts,
    "move": taking_back.moved_texts,
}
NOTIFY = asking.Choice(publishing.Answer.NOTIFY, gettext_lazy("Publish and notify"))
QUIETLY = asking.Choice(publishing.Answer.QUIETLY, gettext_lazy("Publish without notifying"))
GO_ON = asking.Choice("yes", gettext_lazy("Yes, go on"))


def ask(request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any) -> HttpResponse | None:
    """Listen to `before_bulk_action`: Wagtail's own question was answered, and nothing is done yet."""
    if not issubclass(action.model, swapper.load_model("wagtailcore", "Page")):
        return None
    fields = action.cleaned_form.cleaned_data if action.cleaned_form else {}
    below = bool(fields.get("include_descendants"))
    if action_type == "publish":
        return ask_to_publish(request, _drafts(objects, below), action.next_url)
    if action_type in TAKES_BACK:
        below = below or action_type != "unpublish"
        return _ask_to_take_back(request, TAKES_BACK[action_type](taking_back.shown(objects, below)), action)
    return None


def ask_to_publish(request: HttpRequest, drafts: Iterable[Any], back: str) -> HttpResponse | None:
    """Return one question for all drafts that are sent, or whose messages are deleted later."""
    briefs = [draft for draft in drafts if isinstance(draft, swapper.load_model("wagtailcore", "Page"))]
    told = {each: chats for each in briefs if (chats := _would_tell(each, request.user))}
    answer = asking.answer(request)
    if told and answer == publishing.Answer.QUIETLY:
        for draft in told:
            publishing.silence(draft, request.user)
        return None
    if answer == publishing.Answer.NOTIFY and len(told) <= settings.BULK_LIMIT:
        return None
    expiring_ones = {each: words for each in briefs if (words := expiring.warning(each))}
    if not told and (answer or not expiring_ones):
        return None
    return asking.ask(request, _question(told, expiring_ones, back))


def _would_tell(draft: Any, user: Any) -> audience.Audience | None:
    return None if draft.live else publishing.would_tell(draft, user)


def _question(told: dict[Any, Any], expiring_ones: dict[Any, str], back: str) -> asking.Question:
    listed = [*told.items(), *expiring_ones.items()]
    choices = [QUIETLY] if _refusal(len(told)) else [NOTIFY, QUIETLY]
    return asking.Question(
        title=_("Publish"),
        warnings=[_how_many(len(told)), *_refusal(len(told))] if told else [],
        items=[f"{draft.get_admin_display_title()}: {words}" for draft, words in listed],
        choices=choices if told else [GO_ON],
        back=back,
    )


def _how_many(briefs: int) -> str:
    text = ngettext("%(count)s brief is sent on Telegram.", "%(count)s briefs are sent on Telegram.", briefs)
    return text % {"count": briefs}


def _refusal(briefs: int) -> list[str]:
    if briefs <= settings.BULK_LIMIT:
        return []
    text = ngettext(
        "At most %(count)s brief is sent at once. Choose fewer, or publish without notifying.",
        "At most %(count)s briefs are sent at once. Choose fewer, or publish without notifying.",
        settings.BULK_LIMIT,
    )
    return [text % {"count": settings.BULK_LIMIT}]


def _ask_to_take_back(request: HttpRequest, warnings: Sequence[str], action: Any) -> HttpResponse | None:
    if not warnings or asking.answer(request):
        return None
    question = asking.Question(
        title=str(action.display_name),
        warnings=warnings,
        choices=[GO_ON],
        back=action.next_url,
    )
    return asking.ask(request, question)


def _drafts(pages: Sequence[Any], with_descendants: bool) -> list[Any]:
    """Return the newest versions of the pages, and of the drafts below them where they are published, too."""
    found = {page.pk: page for page in pages}
    for page in pages if with_descendants else ():
        found |= {below.pk: below for below in page.get_descendants().not_live()}
    return [page.get_latest_revision_as_object() for page in found.values()]
