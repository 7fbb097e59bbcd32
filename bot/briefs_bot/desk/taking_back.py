"""Says how many messages are taken back before a page is unpublished, deleted or moved."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from briefs_app import reader
from briefs_bot.models import Delivery

# In the form that asks, it says that the question was answered.
CONFIRMED = "briefs_bot_confirmed"


def count(page: Any, with_descendants: bool = True) -> int:
    """Return how many messages show the public briefs at and below a page, or the page alone."""
    briefs = reader.ids_below(page) if with_descendants else [page.pk]
    shown = Delivery.objects.filter(
        status=Delivery.Status.SENT,
        broadcast__retracted_at=None,
        broadcast__brief_id__in=briefs,
    )
    return shown.exclude(message_id=None).count()


def warn(request: HttpRequest, page: Any) -> None:
    """Tell on the page that asks whether another page shall be deleted."""
    if request.method == "GET" and (number := count(page)):
        messages.warning(request, _sentence(number))


def warn_of_move(request: HttpRequest, page: Any, destination: Any) -> None:
    if request.method == "GET" and (number := count(page)):
        text = ngettext(
            "%(count)s message on Telegram is taken back if readers may not see the page there.",
            "%(count)s messages on Telegram are taken back if readers may not see the page there.",
            number,
        )
        messages.warning(request, text % {"count": number})


def ask(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Ask before a page is unpublished, as Wagtail has no hook for its own question."""
    if request.method != "POST" or CONFIRMED in request.POST:
        return None
    number = count(page, with_descendants="include_descendants" in request.POST)
    if not number:
        return None
    title = page.get_admin_display_title()
    context = {
        "page": page,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": title},
            {"url": "", "label": _("Unpublish")},
        ],
        "header_title": _("Unpublish %(title)s") % {"title": title},
        "header_icon": "mail",
        "sentence": _sentence(number),
        "given": [(name, value) for name, values in request.POST.lists() for value in values],
        "confirmed": CONFIRMED,
    }
    return render(request, "briefs_bot/desk/unpublish.html", context)


def _sentence(number: int) -> str:
    text = ngettext(
        "%(count)s message on Telegram is deleted, or becomes a notice where that is not possible.",
        "%(count)s messages on Telegram are deleted, or become a notice where that is not possible.",
        number,
    )
    return text % {"count": number}
