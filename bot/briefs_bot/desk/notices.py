"""Tells at the fields for subscribers who would get the brief, or what became of it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import Context
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_valid_next_url_from_request

from briefs_app import reader
from briefs_bot import bots
from briefs_bot.desk import audience, outcomes, possible, rights
from briefs_bot.models import Broadcast
from briefs_bot.telegram import reasons


class AudienceNotice(Component):
    """The chats that would get a brief which is not announced yet."""

    template_name = "briefs_bot/desk/audience.html"

    def __init__(self, brief: Any, user: Any) -> None:
        self.brief, self.user = brief, user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        card, bot = reader.draft(self.brief), bots.of_page(self.brief)
        may_send = bot and self.brief.live and rights.may_control(self.user, bot.number)
        return {
            "card": card,
            "bot": bot,
            "audience": audience.shown_to(self.user, card, bot) if card and bot else None,
            "test": reverse("briefs_bot_test", args=[self.brief.pk])
            if card and bot and self.brief.pk
            else "",
            "request": parent_context.get("request"),
            "send_now": reverse("briefs_bot_announce_brief", args=[self.brief.pk]) if may_send else "",
        }


class OutcomeNotice(Component):
    """The broadcast of a brief: what became of it, with what the user may do about it.

    It is read anew while it is under way. On its report it has actions about failures, too.
    """

    template_name = "briefs_bot/desk/outcome.html"

    class Media:
        css = {"all": ["briefs_bot/outcome.css"]}
        js = ["briefs_bot/outcome.js"]

    def __init__(self, broadcast: Broadcast, user: Any, is_report: bool = False, back: str = "") -> None:
        self.broadcast, self.user, self.is_report, self.back = broadcast, user, is_report, back

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        outcome = outcomes.of_broadcast(self.broadcast)
        report = rights.report_url(self.user, self.broadcast)
        request = parent_context.get("request")
        failed, settling = possible.repairs_for(self.user, self.broadcast) if self.is_report else ([], [])
        actions = [*possible.actions_for(self.user, self.broadcast), *failed]
        refresh = self._address("outcome") if report and outcome.is_under_way else ""
        return {
            "outcome": outcome,
            "reason": reasons.shown(self.broadcast.paused_reason),
            "report": "" if self.is_report else report,
            "test": reverse("briefs_bot_test", args=[self.broadcast.brief_id]) if self._may_test else "",
            "is_report": self.is_report,
            "actions": [(each, self._address(each.name)) for each in actions],
            "settling": [(each, self._address(each.name)) for each in settling],
            "refresh": refresh,
            "back": self.back or (request.path if request else ""),
        }

    @property
    def _may_test(self) -> bool:
        return bool(self.broadcast.bot) and not self.is_report

    def _address(self, name: str) -> str:
        return reverse(f"briefs_bot_{name}", args=[self.broadcast.pk])


@require_safe
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the notice alone, for the page that shows it."""
    broadcast = get_object_or_404(Broadcast, pk=pk)
    if not rights.may_see(request.user, broadcast.bot):
        raise PermissionDenied
    back = get_valid_next_url_from_request(request) or rights.report_url(request.user, broadcast)
    notice = OutcomeNotice(broadcast, request.user, is_report="report" in request.GET, back=back)
    return HttpResponse(notice.render_html(Context()))


def append(request: Any, brief: Any, notices: list[Component]) -> None:
    """Listen to `construct_brief_notices`."""
    broadcast = _announced(brief) if brief.pk else None
    notices.append(
        OutcomeNotice(broadcast, request.user) if broadcast else AudienceNotice(brief, request.user)
    )


def _announced(brief: Any) -> Broadcast | None:
    news = Broadcast.objects.filter(brief_key=brief.translation_key, kind=Broadcast.Kind.NEW)
    return news.filter(language=brief.locale.language_code).first()
