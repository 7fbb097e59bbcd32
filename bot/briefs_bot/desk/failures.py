"""Says who a broadcast did not reach, or perhaps not: "7 have blocked the bot", "2 uncertain"."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs_bot.models import Delivery
from briefs_bot.models.counting import Counts
from briefs_bot.telegram import reasons

Status: Any = Delivery.Status

Words = Callable[[int], str]

# What is said of chats that are gone, by reason.
GONE: dict[str, Words] = {
    reasons.BLOCKED: lambda n: ngettext("%(count)s has blocked the bot", "%(count)s have blocked the bot", n),
    reasons.NO_ACCOUNT: lambda n: ngettext(
        "%(count)s has no Telegram account any more", "%(count)s have no Telegram account any more", n
    ),
    reasons.NOT_STARTED: lambda n: ngettext(
        "%(count)s has not started the bot", "%(count)s have not started the bot", n
    ),
    reasons.REMOVED: lambda n: ngettext("%(count)s has removed the bot", "%(count)s have removed the bot", n),
}
# What is said of the other deliveries that did not arrive, by status.
OTHERS: dict[str, Words] = {
    Status.GONE: lambda n: ngettext("%(count)s is gone", "%(count)s are gone", n),
    Status.UNCERTAIN: lambda n: _("%(count)s uncertain"),
    Status.REJECTED: lambda n: _("%(count)s refused"),
    Status.EXPIRED: lambda n: _("%(count)s ran out of time"),
    Status.CANCELLED: lambda n: _("%(count)s cancelled"),
    Status.HELD: lambda n: ngettext("%(count)s waits for a digest", "%(count)s wait for a digest", n),
}


def named(counts: Counts) -> list[str]:
    """Return a phrase for each reason or status that explains missing messages."""
    gone = counts.reasons.get(Status.GONE, {})
    by_reason = [(words, gone.get(reason, 0)) for reason, words in GONE.items()]
    explained = sum(number for _words, number in by_reason)
    left = {Status.GONE: explained}
    by_status = [(words, counts[status] - left.get(status, 0)) for status, words in OTHERS.items()]
    return [words(number) % {"count": number} for words, number in [*by_reason, *by_status] if number]
