"""Says how many messages are taken back before a page is unpublished, deleted or moved."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from briefs_app import reader
from briefs_bot.desk import asking
from briefs_bot.models import Delivery

YES = asking.Choice("yes", gettext_lazy("Yes, unpublish it"))


def count(pages: Sequence[Any], with_descendants: bool = True) -> int:
    """Return how many messages and digests show the public briefs at and below the pages, or these alone."""
    briefs = [page.pk for page in pages]
    if with_descendants:
        briefs = [pk for page in pages for pk in reader.ids_below(page)]
    shown = Delivery.objects.filter(
        status=Delivery.Status.SENT,
        broadcast__retracted_at=None,
        broadcast__brief_id__in=briefs,
    )
    return shown.filter(~Q(message_id=None) | Q(digest__isnull=False, removed_at=None)).count()


def warn(request: HttpRequest, page: Any) -> None:
    """Tell on the page that asks whether another page shall be deleted."""
    if request.method == "GET" and (number := count([page])):
        messages.warning(request, deleted_text(number))


def warn_of_move(request: HttpRequest, page: Any, destination: Any) -> None:
    if request.method == "GET" and (number := count([page])):
        messages.warning(request, moved_text(number))


def ask(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Ask before a page is unpublished, as Wagtail has no hook for its own question."""
    if request.method != "POST" or asking.answer(request):
        return None
    number = count([page], with_descendants="include_descendants" in request.POST)
    if not number:
        return None
    question = asking.Question(
        title=_("Unpublish %(title)s") % {"title": page.get_admin_display_title()},
        warnings=[deleted_text(number)],
        choices=[YES],
        back=reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )
    return asking.ask(request, question)


def deleted_text(number: int) -> str:
    text = ngettext(
        "%(count)s message on Telegram is deleted, or becomes a notice where that is not possible.",
        "%(count)s messages on Telegram are deleted, or become a notice where that is not possible.",
        number,
    )
    return text % {"count": number}


def moved_text(number: int) -> str:
    text = ngettext(
        "%(count)s message on Telegram is taken back if readers may not see the page there.",
        "%(count)s messages on Telegram are taken back if readers may not see the page there.",
        number,
    )
    return text % {"count": number}
