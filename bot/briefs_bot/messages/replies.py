"""Short replies: help, privacy, and what cannot be done."""

from collections.abc import Collection, Iterable

from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from briefs_bot.conf import settings
from briefs_bot.messages.wording import plain, rendered
from briefs_bot.values import Message

# Telegram's, in characters.
DESCRIPTION_LIMIT, ABOUT_LIMIT = 512, 120


def how_to_search() -> str:
    return escape(_("Say what you are looking for: /search harbour strike"))


def language_is_gone(has_others: bool) -> Message:
    """Return the notice before the first answer in another language; there may be others to choose from."""
    said = (
        _("There are no more briefs in your language, so I speak this one now. /start offers the others.")
        if has_others
        else _("There are no more briefs in your language, so I speak this one now.")
    )
    return Message(escape(said))


def help_text(commands: Iterable[tuple[str, str]]) -> Message:
    return Message(rendered("help", commands=commands))


def privacy(site_name: str, editor: str = "", managers: Collection[str] = ()) -> Message:
    """Return what is kept; `editor` and `managers` are users of the admin whose links the chat opened."""
    values = {"site": site_name, "editor": editor, "managers": ", ".join(managers)}
    days, policy = max(1, settings.KEEP_UPDATES), settings.PRIVACY_URL
    return Message(rendered("privacy", days=days, policy=policy, **values))


def description(site_name: str) -> str:
    """Return what people read in an empty chat with the bot, before they start it."""
    return Truncator(plain("description", site=site_name)).chars(DESCRIPTION_LIMIT)


def about(site_name: str) -> str:
    """Return what stands in the bot's profile, and is sent along with links to it."""
    return Truncator(plain("about", site=site_name)).chars(ABOUT_LIMIT)


def administrators_only() -> str:
    return _("Only administrators of this group can do that.")


def administrators_decide() -> str:
    return _("The administrators of this channel decide what comes here.")


def outdated() -> str:
    return _("This button is out of date. Try /topics.")


def too_fast() -> str:
    return _(
        "You ask faster than I may answer, so I left some of it out. Please wait a minute, then ask again."
    )
