"""Panels on the admin's first page: what is silent, broadcasts under way, and chats in trouble."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy

from briefs_bot import bots, guard
from briefs_bot.desk import actions, outcomes, rights
from briefs_bot.models import Broadcast, Chat
from briefs_bot.telegram import reasons
from briefs_bot.telegram.token import hide

SHOWN = 10


class SilentBotsPanel(Component):
    """Host names in BRIEFS_TELEGRAM_BOT_TOKENS that no site has, for users who may change sites."""

    name = "briefs_silent_bots"
    template_name = "briefs_bot/admin/silent_bots.html"
    order = 140

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        may_mend = ModelPermissionPolicy(Site).user_has_permission(parent_context["request"].user, "change")
        hosts = bots.hosts_without_site() if may_mend else []
        return {"hosts": [hide(host) for host in hosts]}


class SilentInstallationPanel(Component):
    """Why this installation sends nothing, for those who see broadcasts; who may mend it can take over."""

    name = "briefs_silent_installation"
    template_name = "briefs_bot/desk/silent_installation.html"
    order = 135

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        shown = any(user.has_perm(f"briefs_bot.{verb}_broadcast") for verb in rights.VIEWERS)
        silence = guard.silence() if shown else None
        return {"silence": silence, "may_adopt": rights.may_adopt(user), "action": actions.ADOPT}


class BroadcastsPanel(Component):
    """Broadcasts under way or held, the newest first, for those who may see them."""

    name = "briefs_broadcasts"
    template_name = "briefs_bot/desk/home_broadcasts.html"
    order = 145

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        going = Broadcast.objects.recent().filter(cancelled_at=None).under_way()
        shown = [row for row in going.order_by("-pk")[:SHOWN] if rights.may_see(user, row.bot)]
        return {"broadcasts": [self._row(user, row) for row in shown]}

    def _row(self, user: Any, broadcast: Broadcast) -> dict[str, Any]:
        return {
            "title": broadcast.title,
            "url": rights.report_url(user, broadcast),
            "outcome": str(outcomes.of_broadcast(broadcast)),
            "reason": reasons.shown(broadcast.paused_reason),
            "created_at": broadcast.created_at,
        }


class TroubledChatsPanel(Component):
    """Chats in which an administrator has to mend something, for those who may see chats."""

    name = "briefs_troubled_chats"
    template_name = "briefs_bot/desk/home_chats.html"
    order = 146

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        if not user.has_perm("briefs_bot.view_chat"):
            return {"chats": []}
        broken = Chat.objects.filter(is_active=True).exclude(broken_reason="")[:SHOWN]
        chats = [chat for chat in broken if rights.is_of_their_site(user, chat.bot)]
        for chat in chats:
            chat.trouble = reasons.shown(chat.broken_reason)
        return {"chats": chats}
