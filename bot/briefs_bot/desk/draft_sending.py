"""Sends an editor a test of a draft, and says truthfully what became of it."""

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from briefs_app import reader
from briefs_bot.bots import SiteBot
from briefs_bot.desk import actions, draft_message
from briefs_bot.models import Previewer
from briefs_bot.telegram import reasons, refusals
from briefs_bot.values import Message, Place


@dataclass(frozen=True)
class Report:
    """The outcome of a test, in words; `address` is where the editor can link a chat, if that is needed."""

    text: str
    level: str = "error"
    address: str = ""


def send(user: Any, page: Any, bot: SiteBot | None, message: Message | None) -> Report:
    """Send the message to the user's own chat, and log that."""
    if bot is None:
        return Report(_("This site has no bot yet: there is nobody to send a test."))
    if message is None:
        return Report(_("Choose a topic first: without one there is no message."))
    previewer = Previewer.objects.linked().filter(user=user, bot=bot.number).first()
    if previewer is None:
        address = reverse("briefs_bot_link", args=[bot.number])
        return Report(_("Your account is not linked to a chat with the bot of this site."), address=address)
    if wait := previewer.take_turn():
        return Report(too_early(wait), level="warning")
    return _sent(previewer, page, bot, draft_message.with_photo(message))


def _sent(previewer: Previewer, page: Any, bot: SiteBot, message: Message) -> Report:
    try:
        receipt = draft_message.send(bot, Place(previewer.chat.telegram_id), message)
    except refusals.Uncertain as refusal:
        _log(page, previewer)
        return Report(
            _("Not certain: %s Look there before you try again.") % refusal_words(refusal), "warning"
        )
    except refusals.Refusal as refusal:
        return Report(refused(refusal))
    _log(page, previewer)
    has_lost_photo = bool(message.photo_id) and not receipt.photo_file_id
    return Report(
        " ".join(
            [
                _("Sent to “%s”.") % previewer.chat,
                *([_("Its photo is missing: it cannot be read, or Telegram refused it.")] * has_lost_photo),
                *([_("Its link opens once readers may see the brief.")] * (reader.home(page.pk) is None)),
            ]
        ),
        "success",
    )


def refused(refusal: refusals.Refusal) -> str:
    match refusal:
        case refusals.Gone():
            return _("Not sent: you blocked the bot, or left Telegram. Unblock it there, then try again.")
        case refusals.Flood():
            return _("Not sent: too much is being sent at the moment. %s") % too_early(
                timedelta(seconds=refusal.seconds)
            )
        case refusals.TryLater() if not refusal.needs_somebody:
            return _("Not sent: Telegram cannot be reached. Try again in a minute.")
    return _("Not sent: %s") % refusal_words(refusal)


def refusal_words(refusal: refusals.Refusal) -> str:
    return reasons.shown(refusal.reason)


def too_early(wait: timedelta) -> str:
    seconds = math.ceil(wait.total_seconds())
    if seconds <= 60:
        said = ngettext("Try again in %(n)s second.", "Try again in %(n)s seconds.", seconds)
        return said % {"n": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("Try again in %(n)s minute.", "Try again in %(n)s minutes.", minutes) % {"n": minutes}


def _log(page: Any, previewer: Previewer) -> None:
    log(page, actions.TEST.log_action, user=previewer.user)
