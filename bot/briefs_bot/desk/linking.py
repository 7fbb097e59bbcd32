"""Links the editor's account to a chat of their own: a panel on the screen "Account", and its two screens."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from telegram.helpers import create_deep_linked_url
from wagtail.admin import messages
from wagtail.admin.views.account import BaseSettingsPanel

from briefs_bot import bots
from briefs_bot.bots import SiteBot
from briefs_bot.conversation import linking
from briefs_bot.desk import actions, draft_message, draft_sending, rights
from briefs_bot.desk.views import AskView
from briefs_bot.models import Previewer
from briefs_bot.models.previewer import LINK_LASTS
from briefs_bot.telegram import refusals


class TelegramPanel(BaseSettingsPanel):
    """The chats that the user's tests go to, one for each bot of a site that they work for."""

    name = "briefs_telegram"
    title = gettext_lazy("Telegram")
    order = 460
    template_name = "briefs_bot/desk/account.html"
    form_class = Form

    def is_active(self) -> bool:
        return bool(self.rows)

    @cached_property
    def rows(self) -> list[tuple[SiteBot, Previewer | None]]:
        """The bots, each with whom its tests go to."""
        linked = {row.bot: row for row in Previewer.objects.linked().filter(user=self.user)}
        return [
            (bot, linked.get(bot.number))
            for bot in bots.configured()
            if bot.number in linked or rights.may_test(self.user, bot)
        ]

    def get_form(self) -> Form:
        # Empty and never bound: the buttons are links, as a form cannot hold another form.
        return Form()

    def get_context_data(self) -> dict[str, Any]:
        return {**super().get_context_data(), "rows": self.rows}


class AccountView(AskView):
    """A screen that leads back to the screen "Account"."""

    def get_default_url(self) -> str:
        return reverse("wagtailadmin_account")


# Telegram may let the editor wait for seconds, in which no transaction may hold up others.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class DeepLinkView(AskView):
    """Shows a new deep link to a bot, which works once."""

    def may_open(self, user: Any, bot: SiteBot) -> bool:
        raise NotImplementedError

    def new_payload(self) -> str:
        """Return what follows `start=`."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        bot = next((bot for bot in bots.configured() if bot.number == kwargs["bot"]), None)
        if bot is None or not self.may_open(request.user, bot):
            raise PermissionDenied
        self.bot = bot
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            name = draft_message.username(self.bot)
        except refusals.Refusal as refusal:
            words = draft_sending.refused(refusal)
            messages.error(
                request, _("There is no link yet, as the bot must be asked for its name. %s") % words
            )
            return redirect(self.next_url)
        payload = self.new_payload()
        context = self.get_context_data(
            address=create_deep_linked_url(name, payload),
            command=f"/start {payload}",
            username=name,
            minutes=LINK_LASTS.seconds // 60,
        )
        return self.render_to_response(context)

    def get_page_subtitle(self) -> str:
        return self.bot.site.site_name or self.bot.site.hostname


class LinkView(AccountView, DeepLinkView):
    """Shows a deep link by which one chat may be linked."""

    action = actions.LINK
    template_name = "briefs_bot/desk/link.html"

    def may_open(self, user: Any, bot: SiteBot) -> bool:
        return rights.may_test(user, bot)

    def new_payload(self) -> str:
        return linking.payload(Previewer.objects.offer(self.request.user, self.bot.number))


class UnlinkView(AccountView):
    """Unlinks the user's own chat."""

    action = actions.UNLINK

    def perform(self) -> Previewer:
        row = Previewer.objects.linked().filter(user=self.request.user, bot=self.kwargs["bot"]).first()
        if row is None:
            raise LookupError(_("No chat is linked."))
        Previewer.objects.filter(pk=row.pk).unlink()
        return row

    def get_page_subtitle(self) -> str:
        row = get_object_or_404(Previewer.objects.filter(user=self.request.user), bot=self.kwargs["bot"])
        return str(row.chat or "")


def previewer(user: Any, bot: SiteBot | None) -> Previewer | None:
    """Return the user's link to a chat with this bot, if there is one."""
    return Previewer.objects.linked().filter(user=user, bot=bot.number).first() if bot else None


def urls() -> list[URLPattern]:
    return [
        path("briefs_bot/link/<int:bot>/", LinkView.as_view(), name="briefs_bot_link"),
        path("briefs_bot/unlink/<int:bot>/", UnlinkView.as_view(), name="briefs_bot_unlink"),
    ]
