"""A panel on the admin's first page that warns of bots which lost their site."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy

from briefs_bot import bots
from briefs_bot.telegram.token import hide


class SilentBotsPanel(Component):
    """The host names in BRIEFS_TELEGRAM_BOT_TOKENS that no site has, for those who may change sites."""

    name = "briefs_silent_bots"
    template_name = "briefs_bot/admin/silent_bots.html"
    order = 140

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        may_mend = ModelPermissionPolicy(Site).user_has_permission(parent_context["request"].user, "change")
        hosts = bots.hosts_without_site() if may_mend else []
        return {"hosts": [hide(host) for host in hosts]}
