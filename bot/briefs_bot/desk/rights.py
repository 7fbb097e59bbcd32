"""The rights to see and to control broadcasts and chats and to get tests, and the groups that have them."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from briefs_bot import bots, stored_tokens
from briefs_bot.bots import SiteBot
from briefs_bot.models import Broadcast, Chat

# The permissions of a newsroom's groups, by the names that Wagtail's own groups have.
GROUPS = {
    "Editors": ("view_broadcast",),
    "Moderators": ("view_broadcast", "change_broadcast"),
    "Channel managers": ("view_broadcast", "view_chat", "change_chat"),
}
EDITORS = ("add", "change", "publish")
VIEWERS = ("view", "add", "change", "delete")


def may_see(user: Any, bot: int | None) -> bool:
    allowed = any(user.has_perm(f"briefs_bot.{verb}_broadcast") for verb in VIEWERS)
    return allowed and is_of_their_site(user, bot)


def may_control(user: Any, bot: int | None) -> bool:
    return user.has_perm("briefs_bot.change_broadcast") and is_of_their_site(user, bot)


def may_examine(user: Any) -> bool:
    """Return whether the user may see how the installation is: who controls the broadcasts of all bots."""
    visible = bots.visible_to(user)
    sees_all = visible is None or len(visible) == len(bots.configured())
    return sees_all and user.has_perm("briefs_bot.change_broadcast")


def may_test(user: Any, bot: SiteBot) -> bool:
    """Return whether the user may edit or add a page of the bot's site, in any of its languages."""
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, EDITORS)
    roots = bot.site.root_page.get_translations(inclusive=True)
    return any(pages.descendant_of(root, inclusive=True).exists() for root in roots)


def may_set_up(user: Any, chat: Chat) -> bool:
    """Return whether the user may change what a channel or group gets; persons decide for themselves."""
    return _may_change_chats(user) and chat.kind != Chat.Kind.PRIVATE and is_of_their_site(user, chat.bot)


def may_connect(user: Any, bot: SiteBot) -> bool:
    return _may_change_chats(user) and is_of_their_site(user, bot.number)


def may_name_chats(user: Any, bot: int) -> bool:
    return user.has_perm("briefs_bot.view_chat") and is_of_their_site(user, bot)


def may_adopt(user: Any) -> bool:
    """Return whether the user may let a silent installation send: whoever controls it and its sites."""
    controls = user.has_perm("briefs_bot.change_broadcast")
    return controls and ModelPermissionPolicy(Site).user_has_permission(user, "change")


def may_store_tokens(user: Any) -> bool:
    """Return whether the user may store tokens: with that permission, and where the host has keys."""
    return stored_tokens.are_used() and user.has_perm("briefs_bot.change_storedtoken")


def is_of_their_site(user: Any, bot: int | None) -> bool:
    """Return whether the user may see records of this bot; with several bots, of sites that they edit."""
    visible = bots.visible_to(user)
    return visible is None or bot in {each.number for each in visible}


def report_url(user: Any, broadcast: Broadcast) -> str:
    """Return the address of the broadcast's report, or nothing for who may not see it."""
    if not may_see(user, broadcast.bot):
        return ""
    return reverse("briefs_bot_report", args=[broadcast.pk])


def grant() -> list[str]:
    """Give the groups of a newsroom their permissions; make those that are missing. Return their names."""
    for name, codenames in GROUPS.items():
        group, _is_new = Group.objects.get_or_create(name=name)
        found = Permission.objects.filter(content_type__app_label="briefs_bot", codename__in=codenames)
        group.permissions.add(*found)
        group.permissions.add(*Permission.objects.filter(codename="access_admin"))
    return list(GROUPS)


def _may_change_chats(user: Any) -> bool:
    return bool(user.has_perm("briefs_bot.change_chat"))
