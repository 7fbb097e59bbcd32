"""Says how many messages are taken back before a page is unpublished, deleted or moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from briefs_app import reader
from briefs_bot.desk import asking
from briefs_bot.models import Delivery

YES = asking.Choice("yes", gettext_lazy("Yes, unpublish it"))


@dataclass(frozen=True)
class Shown:
    """How many messages show briefs alone, and how many digests tell of them beside others."""

    messages: int
    digests: int

    @property
    def total(self) -> int:
        return self.messages + self.digests


def shown(pages: Sequence[Any], with_descendants: bool = True) -> Shown:
    """Return where chats see the public briefs at and below the pages, or these alone."""
    briefs = [page.pk for page in pages]
    if with_descendants:
        briefs = [pk for page in pages for pk in reader.ids_below(page)]
    sent = Delivery.objects.filter(
        status=Delivery.Status.SENT,
        broadcast__retracted_at=None,
        broadcast__brief_id__in=briefs,
    )
    told = sent.filter(message_id=None, digest__isnull=False, removed_at=None).order_by()
    return Shown(sent.exclude(message_id=None).count(), told.values("digest", "chat").distinct().count())


def warn(request: HttpRequest, page: Any) -> None:
    """Tell on the page that asks whether another page shall be deleted."""
    for text in deleted_texts(shown([page])) if request.method == "GET" else ():
        messages.warning(request, text)


def warn_of_move(request: HttpRequest, page: Any, destination: Any) -> None:
    for text in moved_texts(shown([page])) if request.method == "GET" else ():
        messages.warning(request, text)


def ask(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Ask before a page is unpublished, as Wagtail has no hook for its own question."""
    if request.method != "POST" or asking.answer(request):
        return None
    warnings = deleted_texts(shown([page], with_descendants="include_descendants" in request.POST))
    if not warnings:
        return None
    question = asking.Question(
        title=_("Unpublish %(title)s") % {"title": page.get_admin_display_title()},
        warnings=warnings,
        choices=[YES],
        back=reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )
    return asking.ask(request, question)


def deleted_texts(found: Shown) -> list[str]:
    """Return a warning of the messages, and one of the digests, where there are any."""
    messages_lost = ngettext(
        "%(count)s message on Telegram is deleted, or becomes a notice where that is not possible.",
        "%(count)s messages on Telegram are deleted, or become a notice where that is not possible.",
        found.messages,
    )
    digests_changed = ngettext(
        "%(count)s digest on Telegram leaves it out, and is deleted where it tells of nothing else.",
        "%(count)s digests on Telegram leave it out, and are deleted where they tell of nothing else.",
        found.digests,
    )
    return _counted((messages_lost, found.messages), (digests_changed, found.digests))


def moved_texts(found: Shown) -> list[str]:
    messages_lost = ngettext(
        "%(count)s message on Telegram is taken back if readers may not see the page there.",
        "%(count)s messages on Telegram are taken back if readers may not see the page there.",
        found.messages,
    )
    digests_changed = ngettext(
        "%(count)s digest on Telegram leaves it out if readers may not see the page there.",
        "%(count)s digests on Telegram leave it out if readers may not see the page there.",
        found.digests,
    )
    return _counted((messages_lost, found.messages), (digests_changed, found.digests))


def _counted(*texts: tuple[str, int]) -> list[str]:
    return [text % {"count": number} for text, number in texts if number]
