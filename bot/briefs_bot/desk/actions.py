"""The actions of the desk on broadcasts, tests and chats: their names, and what is said before and after."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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


def register_log_actions(registry: Any) -> None:
    for action in (*ACTIONS.values(), TEST, LINK, UNLINK, TEST_POST, CONNECT, ADOPT, STORE_TOKEN):
        registry.register_action(action.log_action, action.label, action.done)
