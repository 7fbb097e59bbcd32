"""Reasons for editors why Telegram did not accept a message; its own words are in the log only.

They are stored in English, and translated where they are shown.
"""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# Characters of Telegram's own words, or of a proxy's page, that are logged.
LOGGED = 200

BLOCKED = _("The person blocked the bot.")
NO_ACCOUNT = _("The person's Telegram account no longer exists.")
NOT_STARTED = _("The person has not started the bot.")
REMOVED = _("The bot was removed from the chat.")
CLOSED = _("The group no longer exists.")
LOST = _("The bot cannot write to this chat any more.")
NOT_FOUND = _("Telegram does not find the chat.")
THREAD = _("The topic of the group in which it would appear is closed.")
PAUSED = _("Paused in the admin.")
THREAD_LOST = _("The topic of the group for briefs is closed or deleted, so they appear in the general one.")
RIGHTS = _("The bot may not write there; an administrator of the chat can allow it.")
NOT_PUBLIC = _("The brief is no longer public.")
NOTHING_LEFT = _("No brief was left to tell of.")
UNFOLLOWED = _("The chat no longer follows the topic.")
UNCHANGED = _("The chat wants only changes of status.")
CHARGED = _("The person takes money for messages.")
PHOTO = _("Telegram refused the photo.")
MARKUP = _("Telegram cannot read the formatting of the message.")
LENGTH = _("The message is too long for Telegram.")
BUTTON = _("Telegram refused a button of the message.")
FIXED = _("Telegram does not let this message be changed any more.")
DELETED = _("The message is no longer in the chat.")
REFUSED = _("Telegram refused the message.")
WAIT = _("Telegram asked the bot to wait.")
MAINTENANCE = _("Telegram is being maintained. The message was not sent yet.")
NO_CONNECTION = _("Telegram cannot be reached. The message was not sent yet.")
BETWEEN = _("Something between the bot and Telegram answered in its place. The message was not sent yet.")
NO_METHOD = _("The address of Telegram does not answer as it should. The message was not sent yet.")
TOKEN = _("Telegram does not accept the bot's token. The message was not sent yet.")
NO_ANSWER = _("Telegram did not answer. The message may have arrived.")
BROKEN = _("Telegram's answer could not be read. The message may have arrived.")
SILENT = _("This installation sends nothing, as it may be a copy of another one.")
TAKEN_OVER = _("It was pending when this installation was taken over, and may have been sent already.")

# Reasons by a phrase of Telegram's; the first match counts.
GONE = {
    "blocked": BLOCKED,
    "deactivated": NO_ACCOUNT,
    "initiate": NOT_STARTED,
    "kicked": REMOVED,
    "not a member": REMOVED,
    "deleted": CLOSED,
}
BARRED = {
    "thread": THREAD,
    "topic_": THREAD,
    "not found": NOT_FOUND,
    "peer_id_invalid": NOT_FOUND,
    "channel_private": NOT_FOUND,
}
REJECTED = {
    "parse entities": MARKUP,
    "too long": LENGTH,
    "too_long": LENGTH,
    "button": BUTTON,
    "can't be edited": FIXED,
    "message to edit not found": DELETED,
}


def named(said: str, table: dict[str, str], other: str) -> str:
    text = said.casefold()
    return next((words for phrase, words in table.items() if phrase in text), other)


def shown(reason: str) -> str:
    """Return a reason as it stands in the database in the active language."""
    return gettext(reason) if reason else ""


def logged(said: str) -> str:
    """Return the text in one line, cut to LOGGED characters."""
    line = re.sub(r"\s+", " ", said)
    return line if len(line) <= LOGGED else f"{line[: LOGGED - 1]}…"
