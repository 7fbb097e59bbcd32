"""Says on which day how many messages are deleted, before a version with a date of expiry is published."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, ngettext

from briefs_bot.desk import asking, choices, taking_back


def warning(draft: Any) -> str:
    """Return sentences for a draft of a public page that gets another date of expiry, or nothing.

    The page alone expires, without what is below it.
    """
    if not draft.expire_at or not draft.live:
        return ""
    is_known = type(draft)._default_manager.filter(pk=draft.pk, expire_at=draft.expire_at).exists()
    if is_known:
        return ""
    return _expired_on(draft.expire_at, taking_back.shown([draft], with_descendants=False))


def ask(request: HttpRequest, draft: Any) -> HttpResponse | None:
    """Return the question before such a draft is published from its form."""
    told = warning(draft)
    if not told:
        return None
    yes = gettext_lazy("Yes, schedule it") if draft.go_live_at else gettext_lazy("Yes, publish it")
    context = {
        **asking.heading(draft),
        "warnings": [told],
        "choices": [asking.Choice(choices.Answer.EXPIRE, yes)],
    }
    return render(request, "briefs_bot/desk/publish.html", context)


def written(moment: datetime) -> str:
    """Return a moment in the words of the user's language and time zone."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _expired_on(moment: datetime, found: taking_back.Shown) -> str:
    day = written(moment)
    messages_lost = ngettext(
        "On %(moment)s it expires: %(count)s message on Telegram is deleted then, or becomes a notice where "
        "that is not possible.",
        "On %(moment)s it expires: %(count)s messages on Telegram are deleted then, or become a notice where "
        "that is not possible.",
        found.messages,
    )
    digests_changed = ngettext(
        "On %(moment)s %(count)s digest on Telegram leaves it out, and is deleted where it tells of nothing "
        "else.",
        "On %(moment)s %(count)s digests on Telegram leave it out, and are deleted where they tell of "
        "nothing else.",
        found.digests,
    )
    texts = ((messages_lost, found.messages), (digests_changed, found.digests))
    return " ".join(text % {"moment": day, "count": number} for text, number in texts if number)
