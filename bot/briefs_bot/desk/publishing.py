"""Asks before a brief is published that would be sent, and says to how many."""

from typing import Any

import swapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages

from briefs_app import reader
from briefs_bot import bots
from briefs_bot import messages as words
from briefs_bot.desk import audience
from briefs_bot.models import Broadcast

NOTIFY, QUIETLY = "notify", "quietly"
ADD, ANSWER = "wagtailadmin_pages:add", "briefs_bot_publish"


def ask(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Listen to `before_publish_page`: the draft is saved by now, and published by the answer."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    if view == ANSWER:
        return None
    # Wagtail adds a new page live before it is published.
    is_added = view == ADD
    chats = _would_tell(page, is_added)
    card = reader.draft(page) if chats else None
    if card is None:
        return None
    if is_added:
        _hold(page, request.user)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    context = {
        "page": page,
        "chats": chats,
        "measure": words.measure(card, bool(card.photo_id)),
        "address": reverse("briefs_bot_publish", args=[page.pk, page.latest_revision_id]),
        "edit": edit,
        "preview": reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        "breadcrumbs_items": [
            {"url": edit, "label": page.get_admin_display_title()},
            {"url": "", "label": _("Publish")},
        ],
        "header_title": _("Publish %(title)s") % {"title": page.get_admin_display_title()},
        "header_icon": "mail",
    }
    return render(request, "briefs_bot/desk/publish.html", context)


@require_POST
def publish(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """Publish the revision that was asked about, with or without notifying."""
    page = get_object_or_404(swapper.load_model("wagtailcore", "Page"), pk=page_id).specific
    may = page.permissions_for_user(request.user)
    if not may.can_publish() or may.page_locked():
        raise PermissionDenied
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if page.latest_revision_id != revision_id:
        messages.error(request, _("Somebody saved another version meanwhile. Look at it first."))
        return redirect(edit)
    # A host may refuse, whatever was asked before.
    for check in hooks.get_hooks("before_publish_page"):
        if isinstance(refusal := check(request, page.latest_revision.as_object()), HttpResponse):
            return refusal
    try:
        _publish(page, request.user, quietly=request.POST.get("choice") == QUIETLY)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(edit)
    page.refresh_from_db()
    for listen in hooks.get_hooks("after_publish_page"):
        if isinstance(answer := listen(request, page), HttpResponse):
            return answer
    messages.success(request, _("“%(title)s” has been published.") % {"title": page.title})
    return redirect(edit)


def _publish(page: Any, user: Any, quietly: bool) -> None:
    revision = page.latest_revision
    if quietly:
        draft = revision.as_object()
        draft.notify_subscribers = False
        revision = draft.save_revision(user=user)
    revision.publish(user=user)


def _hold(page: Any, user: Any) -> None:
    """Make a page that was just added a draft, as if it had been saved as one."""
    if page.brief_date == page.first_published_at:
        page.brief_date = None
    page.live, page.has_unpublished_changes = False, True
    page.first_published_at = page.last_published_at = None
    said_live, page.latest_revision = page.latest_revision, None
    page.save()
    said_live.delete()
    page.save_revision(user=user)


def _would_tell(page: Any, is_added: bool) -> audience.Audience | None:
    """Return who would be told; None where publishing starts no broadcast."""
    if (page.live and not is_added) or page.alias_of_id or not getattr(page, "notify_subscribers", False):
        return None
    known = Broadcast.objects.filter(brief_key=page.translation_key, language=page.locale.language_code)
    card, bot = reader.draft(page), bots.of_page(page)
    if card is None or bot is None or page.get_view_restrictions().exists() or known.exists():
        return None
    return audience.of(card, bot)
