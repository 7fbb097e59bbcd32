"""The words for when briefs come to a chat and which of them: every message takes them from here."""

from django.utils.translation import gettext as _

from briefs_bot.conversation import weekdays
from briefs_bot.models import Chat


def described(chat: Chat) -> str:
    """Return when briefs come and which are left out, after a sentence that says on what they are."""
    return f"{_when(chat)} {left_out(chat)}".strip()


def left_out(chat: Chat) -> str:
    """Return which briefs are left out; empty where none are."""
    return _("Only those come whose status differs from the one before.") if chat.only_changes else ""


def _when(chat: Chat) -> str:
    weekday, hour = chat.digest_slot
    if chat.frequency == Chat.Frequency.DAILY:
        return _("They come together once a day, at %(hour)s:00.") % {"hour": hour}
    if chat.frequency == Chat.Frequency.WEEKLY:
        said = _("They come together once a week: %(weekday)s, %(hour)s:00.")
        return said % {"weekday": weekdays.NAMES[weekday], "hour": hour}
    if chat.quiet_hours is None:
        return _("They come as soon as they are published.")
    said = _(
        "They come as soon as they are published; those published from %(start)s:00 to %(end)s:00 come "
        "together at %(end)s:00."
    )
    return said % {"start": chat.quiet_from, "end": chat.quiet_until}
