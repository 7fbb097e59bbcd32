"""The admin's screens that send an editor a test of a draft."""

from typing import Any

import swapper
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from wagtail.admin import messages

from briefs_bot import bots
from briefs_bot.desk import actions, draft_message, draft_sending, linking
from briefs_bot.desk.views import AskView

# The field of the preview's form: the signed message that it shows.
SHOWN = "shown"


# Telegram may let the editor wait for seconds, in which no transaction may hold up others.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class TestView(AskView):
    """Sends the latest draft, or what the preview shows, to the editor's own chat."""

    action = actions.TEST
    template_name = "briefs_bot/desk/test.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        page = get_object_or_404(swapper.load_model("wagtailcore", "Page"), pk=kwargs["page_id"])
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.draft = page.get_latest_revision_as_object()
        if not hasattr(self.draft, "notify_subscribers"):
            raise Http404
        self.bot = bots.of_page(page)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._send_shown(request) if SHOWN in request.POST else self._send_saved(request)

    # The preview is a frame of the edit screen.
    @method_decorator(xframe_options_sameorigin)
    def _send_shown(self, request: HttpRequest) -> HttpResponse:
        message = draft_message.signed(request.POST[SHOWN], request.user, self.draft)
        if message is None:
            report = draft_sending.Report(_("This preview is too old. Open it anew, then try again."))
        else:
            report = draft_sending.send(request.user, self.draft, self.bot, message)
        return render(request, "briefs_bot/desk/tested.html", {"report": report, "next": self.next_url})

    def _send_saved(self, request: HttpRequest) -> HttpResponse:
        message = draft_message.of_draft(self.draft)
        report = draft_sending.send(request.user, self.draft, self.bot, message)
        said = f"{report.text} {self._version}" if report.level == "success" else report.text
        link = format_html(' <a href="{}">{}</a>', report.address, _("Link a chat")) if report.address else ""
        getattr(messages, report.level)(request, format_html("{}{}", said, link))
        return redirect(self.next_url)

    @property
    def _version(self) -> str:
        saved = self.draft.latest_revision and self.draft.latest_revision.created_at
        if not saved:
            return _("Version: the saved draft")
        return _("Version: the draft saved on %s") % date_format(localtime(saved), "DATETIME_FORMAT")

    def get_default_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.draft.pk])

    def get_page_subtitle(self) -> str:
        return str(self.draft.get_admin_display_title())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        previewer = linking.previewer(self.request.user, self.bot)
        more = {"bot": self.bot, "previewer": previewer, "version": self._version}
        return {**super().get_context_data(**kwargs), **more}


def urls() -> list[URLPattern]:
    return [path("briefs_bot/test/<int:page_id>/", TestView.as_view(), name="briefs_bot_test")]
