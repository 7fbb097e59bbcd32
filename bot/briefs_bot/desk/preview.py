"""A draft as the message that Telegram would show, made by the code that sends it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from briefs_app import reader
from briefs_bot import bots, messages
from briefs_bot.desk import audience
from briefs_bot.telegram import html
from briefs_bot.values import Message

# In the place of the photo, which the page itself shows.
PHOTO = "photo"


def serve(draft: Any, request: HttpRequest) -> HttpResponse:
    """Answer the preview mode "telegram"."""
    card, bot = reader.draft(draft), bots.of_page(draft)
    context: dict[str, Any] = {"draft": draft, "bot": bot, "card": card}
    if card:
        with translation.override(card.language):
            message = messages.announcement(card, PHOTO if card.photo_id else None)
        measure = messages.measure(card, bool(card.photo_id))
        context |= {
            "text": _shown(message, measure.limit),
            "buttons": message.buttons,
            "measure": measure,
            "audience": audience.of(card, bot) if bot else None,
        }
    return render(request, "briefs_bot/desk/preview.html", context)


def _shown(message: Message, limit: int) -> SafeString:
    # Cleaned down to the few tags that Telegram takes.
    return mark_safe(html.cut(message.html, limit))  # noqa: S308
