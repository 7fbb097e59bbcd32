"""The admin's screen that leads to the bot to connect a channel or group, and the buttons that lead to it."""

from datetime import timedelta
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils import timezone

from briefs_bot import bots
from briefs_bot.bots import SiteBot
from briefs_bot.conversation import connecting
from briefs_bot.desk import actions, rights
from briefs_bot.desk.linking import DeepLinkView
from briefs_bot.models import Chat, Invitation

# What the user connected within this time is shown beside the link.
LATELY = timedelta(hours=1)


class ConnectView(DeepLinkView):
    """Shows a deep link by which a channel or group is chosen in Telegram, and what was connected lately."""

    action = actions.CONNECT
    template_name = "briefs_bot/desk/connect.html"
    header_icon = "group"

    def may_open(self, user: Any, bot: SiteBot) -> bool:
        return rights.may_connect(user, bot)

    def new_payload(self) -> str:
        return connecting.payload(Invitation.objects.offer(self.request.user, self.bot.number))

    def get_default_url(self) -> str:
        return reverse("briefs_bot_chat_modeladmin_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Chat.objects.filter(bot=self.bot.number, connected_by=self.request.user)
        lately = mine.filter(connected_at__gt=timezone.now() - LATELY).order_by("-connected_at")
        return {**super().get_context_data(**kwargs), "connected": lately[:10], "here": self.request.path}


def buttons(user: Any) -> list[tuple[SiteBot, str]]:
    """Return the bots to which the user may connect channels, each with the address of the screen."""
    if not user.has_perm("briefs_bot.change_chat"):
        return []
    visible = bots.visible_to(user)
    known = bots.configured() if visible is None else visible
    return [(bot, reverse("briefs_bot_connect", args=[bot.number])) for bot in known]


def urls() -> list[URLPattern]:
    return [path("briefs_bot/connect/<int:bot>/", ConnectView.as_view(), name="briefs_bot_connect")]
