"""Checks a draft for Telegram: words that are cut, and a brief that nobody would receive."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs_app import reader
from briefs_bot import bots, messages
from briefs_bot.desk import audience, publishing
from briefs_bot.models import Broadcast


def check(brief: Any, request: HttpRequest) -> Iterator[reader.Finding]:
    """Listen to `register_brief_check`; a brief that notifies nobody has nothing to check."""
    card = reader.draft(brief)
    if card is None or not card.notify_subscribers:
        return
    yield from _cut(card)
    if (not brief.live or _is_added(request)) and not _is_announced(card):
        yield from _unheard(brief, card)


def _cut(card: reader.BriefCard) -> Iterator[reader.Finding]:
    left_out = messages.measure(card, bool(card.photo_id)).left_out
    if left_out:
        text = ngettext(
            "Telegram cuts %(count)s character of the text. Write a shorter notification text.",
            "Telegram cuts %(count)s characters of the text. Write a shorter notification text.",
            left_out,
        )
        yield reader.Finding("telegram_cut", text % {"count": left_out}, field="notification_text")


def _unheard(brief: Any, card: reader.BriefCard) -> Iterator[reader.Finding]:
    bot = bots.of_page(brief)
    if bot is None:
        text = _("This site has no bot yet: nobody would receive it.")
        yield reader.Finding("telegram_no_bot", text, field="notify_subscribers")
    elif not audience.of(card, bot):
        text = _("Nobody would receive it: no chat follows this topic in this language.")
        yield reader.Finding("telegram_nobody", text, field="topic")


def _is_added(request: HttpRequest) -> bool:
    """Return whether Wagtail has just added the brief, live before it is published."""
    return bool(request.resolver_match and request.resolver_match.view_name == publishing.ADD)


def _is_announced(card: reader.BriefCard) -> bool:
    return Broadcast.objects.filter(brief_key=card.key, language=card.language).exists()
