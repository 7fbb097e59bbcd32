"""The admin's screens that ask before something is done about a broadcast, and do it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from briefs_app import reader
from briefs_bot import announce, bots
from briefs_bot.desk import actions, audience, history, possible, rights
from briefs_bot.models import Broadcast, Delivery

MEANWHILE = gettext_lazy("Something else happened to it meanwhile. Look again.")


class AskView(WagtailAdminTemplateMixin, TemplateView):
    """Asks first; does it when the answer is posted."""

    template_name = "briefs_bot/desk/ask.html"
    header_icon = "mail"
    _show_breadcrumbs = True  # Wagtail 7 leaves them out otherwise
    action: actions.Action

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            done_to = self.perform()
        except LookupError as error:
            messages.error(request, str(error))
        else:
            self.log(done_to)
            messages.success(request, self.action.done)
        return redirect(self.next_url)

    def log(self, done_to: Any) -> None:
        log(done_to, self.action.log_action, user=self.request.user)

    def perform(self) -> Model:
        """Raise a LookupError that says why it cannot be done."""
        raise NotImplementedError

    @property
    def next_url(self) -> str:
        return get_valid_next_url_from_request(self.request) or self.get_default_url()

    def get_default_url(self) -> str:
        return reverse("wagtailadmin_home")

    def get_page_title(self) -> str:
        return str(self.action.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "action": self.action, "next": self.next_url}


class BroadcastView(AskView):
    """Asks about a broadcast, and logs what was done on the page of its brief."""

    def log(self, done_to: Broadcast) -> None:
        history.record(done_to, self.action, self.request.user)


class ControlView(BroadcastView):
    """Pauses, resumes, cancels, announces or sends again, or settles what is uncertain."""

    @cached_property
    def broadcast(self) -> Broadcast:
        return get_object_or_404(Broadcast, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not rights.may_control(request.user, self.broadcast.bot):
            raise PermissionDenied
        self.action = actions.ACTIONS[self.kwargs["action"]]
        return super().dispatch(request, *args, **kwargs)

    def perform(self) -> Broadcast:
        self.broadcast.recount()
        user = self.request.user
        failed, settling = possible.repairs_for(user, self.broadcast)
        if self.action not in (*possible.actions_for(user, self.broadcast), *failed, *settling):
            raise LookupError(MEANWHILE)
        match self.action:
            case actions.PAUSE:
                self.broadcast.pause(_("Paused by %s.") % self.request.user.get_username())
            case actions.RESUME:
                self.broadcast.resume()
            case actions.CANCEL:
                self.broadcast.cancel()
            case actions.NOTIFY_NOW:
                announce.notify_now(self.broadcast)
            case actions.ANNOUNCE:
                return announce.announce(self.broadcast.brief_id)
            case actions.RESEND:
                if not self.broadcast.send_failed_again():
                    raise LookupError(_("None of these chats can be written to."))
            case actions.ARRIVED | actions.NOT_ARRIVED:
                _settle(self.action, self.broadcast.deliveries.all(), self.broadcast)
        return self.broadcast

    def get_default_url(self) -> str:
        return rights.report_url(self.request.user, self.broadcast) or super().get_default_url()

    def get_page_subtitle(self) -> str:
        return self.broadcast.title


class SettleView(ControlView):
    """Settles one uncertain delivery."""

    @cached_property
    def delivery(self) -> Delivery:
        return get_object_or_404(
            Delivery.objects.select_related("broadcast", "chat"), pk=self.kwargs["delivery_id"]
        )

    @cached_property
    def broadcast(self) -> Broadcast:
        return self.delivery.broadcast

    def perform(self) -> Broadcast:
        its = Delivery.objects.filter(pk=self.delivery.pk)
        may = self.action in possible.settling_for(self.request.user, self.broadcast)
        if not may or not _settle(self.action, its, self.broadcast):
            raise LookupError(MEANWHILE)
        return self.broadcast

    def get_page_subtitle(self) -> str:
        may_see = self.request.user.has_perm("briefs_bot.view_chat")
        return f"{self.broadcast.title}, {self.delivery.chat}" if may_see else self.broadcast.title


def _settle(action: actions.Action, deliveries: Any, broadcast: Broadcast) -> int:
    settle = broadcast.settle_arrived if action is actions.ARRIVED else broadcast.send_uncertain_again
    return settle(deliveries)


class AnnounceView(BroadcastView):
    """Sends a public brief that was not announced."""

    action = actions.ANNOUNCE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        site = reader.home(self.kwargs["brief_id"])
        self.bot = bots.of_brief(self.kwargs["brief_id"]) if site else None
        if self.bot is None:
            raise Http404
        if not rights.may_control(request.user, self.bot.number):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def perform(self) -> Broadcast:
        return announce.announce(self.kwargs["brief_id"])

    def get_default_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.kwargs["brief_id"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        brief = reader.get(self.kwargs["brief_id"], self.bot.site) if self.bot else None
        user = self.request.user
        chats = audience.shown_to(user, brief, self.bot) if brief and self.bot else None
        return {**super().get_context_data(**kwargs), "brief": brief, "audience": chats}
