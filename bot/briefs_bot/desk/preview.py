"""A draft as the message that Telegram would show, made by the code that sends it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from briefs_app import reader
from briefs_bot import bots, messages
from briefs_bot.bots import SiteBot
from briefs_bot.desk import audience, draft_message, linking
from briefs_bot.desk.draft_views import SHOWN
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
            "test": _test(draft, bot, request),
        }
    return render(request, "briefs_bot/desk/preview.html", context)


def _test(draft: Any, bot: SiteBot | None, request: HttpRequest) -> dict[str, Any]:
    """Return what the form needs that sends what is shown; nothing for whoever may not edit the page."""
    user = getattr(request, "user", None)
    if not (bot and draft.pk and user and draft.permissions_for_user(user).can_edit()):
        return {}
    message = draft_message.of_draft(draft)
    return {
        "address": reverse("briefs_bot_test", args=[draft.pk]),
        "previewer": linking.previewer(user, bot),
        "next": _address(draft, request),
        "link": reverse("briefs_bot_link", args=[bot.number]),
        "field": SHOWN,
        "message": draft_message.sign(message, user, draft) if message else "",
    }


def _address(draft: Any, request: HttpRequest) -> str:
    """Return the address of this preview, in a frame or a tab; the request is a dummy with another one."""
    is_editing = getattr(request, "is_editing", False)
    view = "preview_on_edit" if is_editing else "view_draft"
    return f"{reverse(f'wagtailadmin_pages:{view}', args=[draft.pk])}?mode=telegram"


def _shown(message: Message, limit: int) -> SafeString:
    # Cleaned down to the few tags that Telegram takes.
    return mark_safe(html.cut(message.html, limit))  # noqa: S308
