"""One question before many briefs are published at once: of those that are sent, changed or will expire."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import swapper
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from briefs_bot.conf import settings
from briefs_bot.desk import asking, audience, choices, correcting, expiring, publishing

MINOR = asking.Choice(choices.Answer.MINOR, gettext_lazy("Publish as minor changes"))
GO_ON = asking.Choice("yes", gettext_lazy("Yes, go on"))


@dataclass(frozen=True)
class Concerned:
    """The drafts among many that are asked about, each with what is told of it."""

    told: dict[Any, audience.Audience]
    changed: dict[Any, correcting.Change]
    expiring: dict[Any, str]

    def __bool__(self) -> bool:
        return bool(self.told or self.changed or self.expiring)


def ask(request: HttpRequest, drafts: Iterable[Any], back: str, may_wait: bool = True) -> HttpResponse | None:
    """Return one question for all drafts; None where nobody need be asked, or has answered.

    With `may_wait` the caller lets the broadcasts wait after the publication, where that is the answer.
    """
    found = _concerned(request, drafts)
    if not found:
        return None
    question, given = _question(found, back, may_wait), asking.given(request)
    if given.answer not in [choice.value for choice in question.choices]:
        return asking.ask(request, question)
    try:
        _take(found.told, given, request.user)
    except ValidationError as error:
        return asking.ask(request, replace(question, warnings=[*error.messages, *question.warnings]))
    return None


def _concerned(request: HttpRequest, drafts: Iterable[Any]) -> Concerned:
    pages = [draft for draft in drafts if isinstance(draft, swapper.load_model("wagtailcore", "Page"))]
    new, live = [page for page in pages if not page.live], [page for page in pages if page.live]
    return Concerned(
        told={page: chats for page in new if (chats := publishing.would_tell(page, request.user))},
        changed={page: change for page in live if (change := correcting.change(request, page))},
        expiring={page: words for page in live if (words := expiring.warning(page))},
    )


def _take(told: Iterable[Any], given: asking.Given, user: Any) -> None:
    for draft in told:
        if choices.take(draft, given):
            draft.save_revision(user=user)


def _question(found: Concerned, back: str, may_wait: bool) -> asking.Question:
    listed = [*found.told.items(), *found.changed.items(), *found.expiring.items()]
    return asking.Question(
        title=_("Publish"),
        facts=[_how_many(len(found.told))] if found.told else [],
        warnings=[*_refusal(len(found.told)), *([_minor()] if found.changed else [])],
        items=[f"{draft.get_admin_display_title()}: {words}" for draft, words in listed],
        choices=_choices(found, may_wait),
        back=back,
    )


def _choices(found: Concerned, may_wait: bool) -> Sequence[asking.Choice]:
    if not found.told:
        return [MINOR if found.changed else GO_ON]
    offered = choices.of_new(choices.PUBLISH, may_wait)
    if not _refusal(len(found.told)):
        return offered
    return [choice for choice in offered if choice.value == choices.Answer.QUIETLY]


def _minor() -> str:
    return _(
        "Where a brief was sent and has changed, its messages are edited, and nobody is notified. If readers "
        "must know what was wrong, publish that brief alone."
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
