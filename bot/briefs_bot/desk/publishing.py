"""Asks before a brief is published that would be sent, and says to how many."""

from typing import Any

import swapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages

from briefs_app import reader
from briefs_bot import bots
from briefs_bot.desk import asking, audience, choices, correcting, expiring
from briefs_bot.models import Broadcast

ADD, ANSWER = "wagtailadmin_pages:add", "briefs_bot_publish"


def ask(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Listen to `before_publish_page`: the draft is saved by now, and published by the answer."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    if view == ANSWER:
        return None
    # Wagtail adds a new page live before it is published.
    is_added = view == ADD
    if page.live and not is_added:
        return correcting.ask(request, page) or expiring.ask(request, page)
    chats = would_tell(page, request.user)
    if not chats or reader.draft(page) is None:
        return None
    if is_added:
        page.return_to_draft(request.user)
    context = {
        **asking.heading(page),
        "facts": facts(page, chats),
        "warnings": warnings(page, request),
        "choices": choices.of_new(choices.PUBLISH, may_wait=not choices.is_scheduled(page)),
        "preview": preview_url(page),
    }
    return render(request, "briefs_bot/desk/publish.html", context)


@require_POST
def publish(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """Publish the revision that was asked about, in the way that was chosen."""
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
        _publish(page, request.user, asking.given(request, asking.ALONE))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(edit)
    page.refresh_from_db()
    for listen in hooks.get_hooks("after_publish_page"):
        if isinstance(answer := listen(request, page), HttpResponse):
            return answer
    messages.success(request, _("“%(title)s” has been published.") % {"title": page.title})
    return redirect(edit)


@transaction.atomic
def _publish(page: Any, user: Any, given: asking.Given) -> None:
    """Raise a ValidationError where the page or the answer is incomplete."""
    revision = page.latest_revision
    draft = revision.as_object()
    if choices.take(draft, given):
        revision = draft.save_revision(user=user)
    revision.publish(user=user)
    choices.delay([page.pk], given)


def facts(draft: Any, chats: audience.Audience) -> list[str]:
    """Return to whom a new brief goes, and when."""
    told = [_("Goes to %(chats)s.") % {"chats": chats}]
    if draft.go_live_at:
        told.append(_("It is published on %(moment)s.") % {"moment": expiring.written(draft.go_live_at)})
    return [" ".join(told)]


def warnings(draft: Any, request: HttpRequest) -> list[str]:
    """Return the day on which a new brief's messages are deleted, and what the checks find."""
    expiry = _(
        "On %(moment)s it expires: its messages on Telegram are deleted then, or become a notice where that "
        "is not possible."
    )
    told = [expiry % {"moment": expiring.written(draft.expire_at)}] if draft.expire_at else []
    return [*told, *(str(finding.text) for finding in reader.findings(draft, request))]


def preview_url(page: Any) -> str:
    """Return the address of the draft as Telegram shows it."""
    return f"{reverse('wagtailadmin_pages:view_draft', args=[page.pk])}?mode=telegram"


def would_tell(page: Any, user: Any) -> audience.Audience | None:
    """Return who would be told if the draft were published, with the names that the user may see.

    None where that starts no broadcast.
    """
    if page.alias_of_id or not getattr(page, "notify_subscribers", False):
        return None
    known = Broadcast.objects.news(page.translation_key, page.locale.language_code)
    card, bot = reader.draft(page), bots.of_page(page)
    if card is None or bot is None or page.get_view_restrictions().exists() or known.exists():
        return None
    return audience.shown_to(user, card, bot)
