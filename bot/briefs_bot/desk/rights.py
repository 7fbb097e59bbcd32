"""The rights to see and to control broadcasts and to get tests, and the groups that have them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from briefs_bot import bots, stored_tokens
from briefs_bot.bots import SiteBot
from briefs_bot.desk import newcomers
from briefs_bot.models import Broadcast, Chat, Delivery

# The permissions of a newsroom's groups, by the names that Wagtail's own groups have.
GROUPS = {
    "Editors": ("view_broadcast",),
    "Moderators": ("view_broadcast", "change_broadcast"),
    "Channel managers": ("view_broadcast", "view_chat", "change_chat"),
}
EDITORS = ("add", "change", "publish")
# Of chats that are gone, so many are looked at.
GONE_ASKED = 500
Status: Any = Delivery.Status
VIEWERS = ("view", "add", "change", "delete")


@dataclass(frozen=True)
class Action:
    """Something to do about a broadcast or a test; `asks` is what is said before, `done` afterwards."""

    name: str
    label: str | Promise
    asks: str | Promise
    done: str | Promise

    @property
    def log_action(self) -> str:
        return f"briefs_bot.{self.name}"


PAUSE = Action(
    "pause",
    _("Pause"),
    _("Nothing more is sent until somebody resumes it."),
    _("Paused. Nothing more is sent until somebody resumes it."),
)
RESUME = Action(
    "resume", _("Resume"), _("Sending goes on with those who do not have it yet."), _("Sending goes on.")
)
CANCEL = Action(
    "cancel",
    _("Cancel"),
    _("Those who do not have it yet will not get it. Messages that were sent stay."),
    _("Cancelled. Messages that were sent stay."),
)
ANNOUNCE = Action(
    "announce",
    _("Send now"),
    _("It is sent to the followers who do not have it. Nobody gets it twice."),
    _("It is on its way to the followers who do not have it."),
)
NOTIFY_NOW = Action(
    "now",
    _("Notify now"),
    _("It is sent at once, without waiting for the moment that was chosen."),
    _("It is on its way."),
)
TEST = Action(
    "test",
    _("Send me a test"),
    _("Only you receive it, in your own chat with the bot. Nobody else is told."),
    _("The message was tried in the chat of its editor."),
)
LINK = Action(
    "link",
    _("Link a chat"),
    _("Tests of drafts then come to your own chat with the bot of this site. It follows nothing by that."),
    _("A chat receives the tests of this editor."),
)
UNLINK = Action(
    "unlink",
    _("Unlink"),
    _("Tests of drafts do not come there any more. What the chat follows stays."),
    _("The chat is no longer linked."),
)
TEST_POST = Action(
    "test_post",
    _("Post a test"),
    _("Everybody in it sees the post: it says that it is a test, and stays there until somebody deletes it."),
    _("A test was posted."),
)
CONNECT = Action(
    "connect",
    _("Connect a channel or group"),
    _(
        "You choose it in your own chat with the bot, which must be allowed to post there. It then follows "
        "everything until you change that here."
    ),
    _("A channel or group was connected."),
)
RESEND = Action(
    "resend",
    _("Send again to those that failed"),
    _(
        "It is sent again to chats that refused it, that are back, or for which the time ran out. Uncertain "
        "ones do not get it."
    ),
    _("It is on its way to those that failed."),
)
ARRIVED = Action(
    "arrived",
    _("It arrived"),
    _("What is uncertain is settled as sent, because you found the message there. Nothing is sent."),
    _("Settled as sent."),
)
NOT_ARRIVED = Action(
    "not_arrived",
    _("It did not, send again"),
    _("What is uncertain is sent again. A chat where the message did arrive gets it twice."),
    _("It is sent again."),
)
ADOPT = Action(
    "adopt",
    _("Take over"),
    _(
        "This installation then sends. Do so only where no other one sends with the same bots: people would "
        "get everything twice. What is pending is paused, as it may have been sent already."
    ),
    _("This installation sends from now on. What was pending is paused: resume or cancel it."),
)
STORE_TOKEN = Action(
    "store_token",
    _("Store a token"),
    _("The bot of the site then uses this token."),
    _("The token was stored. Within some seconds it is used; run_bot has to be started again."),
)
SETTLING = (ARRIVED, NOT_ARRIVED)
CONTROLS = (PAUSE, RESUME, CANCEL, ANNOUNCE, NOTIFY_NOW, RESEND, *SETTLING)
ACTIONS = {action.name: action for action in CONTROLS}


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


def actions_for(user: Any, broadcast: Broadcast) -> list[Action]:
    """Return what the user may do now, by the kept counts."""
    return _possible(broadcast) if may_control(user, broadcast.bot) else []


def repairs_for(user: Any, broadcast: Broadcast) -> tuple[list[Action], list[Action]]:
    """Return what the user may do about failed and about uncertain deliveries, by the kept counts."""
    may_resend = may_control(user, broadcast.bot) and _has_failed(broadcast)
    return ([RESEND] if may_resend else []), settling_for(user, broadcast)


def settling_for(user: Any, broadcast: Broadcast) -> list[Action]:
    """Return what the user may decide about uncertain deliveries of the broadcast."""
    # Those whose rows are deleted are counted, but nothing can be decided about them.
    uncertain = broadcast.delivery_counts[Status.UNCERTAIN] - broadcast.purged_deliveries[Status.UNCERTAIN]
    if not uncertain or broadcast.retracted_at or not may_control(user, broadcast.bot):
        return []
    return [ARRIVED] if broadcast.is_over else list(SETTLING)


def report_url(user: Any, broadcast: Broadcast) -> str:
    """Return the address of the broadcast's report, or nothing for who may not see it."""
    if not may_see(user, broadcast.bot):
        return ""
    return reverse("briefs_bot_report", args=[broadcast.pk])


def _may_change_chats(user: Any) -> bool:
    return bool(user.has_perm("briefs_bot.change_chat"))


def grant() -> list[str]:
    """Give the groups of a newsroom their permissions; make those that are missing. Return their names."""
    for name, codenames in GROUPS.items():
        group, _is_new = Group.objects.get_or_create(name=name)
        found = Permission.objects.filter(content_type__app_label="briefs_bot", codename__in=codenames)
        group.permissions.add(*found)
        group.permissions.add(*Permission.objects.filter(codename="access_admin"))
    return list(GROUPS)


def _possible(broadcast: Broadcast) -> list[Action]:
    if broadcast.paused_at and not broadcast.retracted_at:
        return [RESUME, CANCEL]
    if broadcast.is_delayed and not broadcast.is_over:
        return [NOTIFY_NOW, CANCEL]
    waits = broadcast.delivery_counts.waiting or not broadcast.addressed_at
    if waits and not (broadcast.not_sent or broadcast.is_over):
        return [PAUSE, CANCEL]
    announcing = [ANNOUNCE] if _can_be_announced(broadcast) else []
    # What waits for a digest waits for longer than the horizon, if need be.
    return [*announcing, PAUSE, CANCEL] if broadcast.delivery_counts[Status.HELD] else announcing


def _can_be_announced(broadcast: Broadcast) -> bool:
    """Return whether the brief is public, and a follower does not have it."""
    is_public = bots.of_brief(broadcast.brief_id) is not None
    is_able = is_public and broadcast.bot is not None and not broadcast.is_being_retracted
    return (
        is_able
        and not broadcast.is_forgotten
        and (bool(broadcast.retracted_at) or newcomers.is_missed(broadcast))
    )


def _has_failed(broadcast: Broadcast) -> bool:
    """Return whether something may be sent again now; some of the chats that are gone may be back."""
    counts = broadcast.delivery_counts
    lost, gone = counts[Status.REJECTED] + counts[Status.EXPIRED], counts[Status.GONE]
    is_held = broadcast.paused_at or broadcast.cancelled_at or broadcast.retracted_at or broadcast.purged_at
    if not (lost or gone) or is_held or bots.of_brief(broadcast.brief_id) is None:
        return False
    return bool(lost) or any(_are_back(broadcast))


def _are_back(broadcast: Broadcast) -> Iterable[bool]:
    gone = broadcast.deliveries.filter(status=Status.GONE).order_by()
    return gone.values_list("chat__is_active", flat=True)[:GONE_ASKED]


def register_log_actions(actions: Any) -> None:
    for action in (*ACTIONS.values(), TEST, LINK, UNLINK, TEST_POST, CONNECT, ADOPT, STORE_TOKEN):
        actions.register_action(action.log_action, action.label, action.done)
