"""Lets a silent installation send, with all that was pending held, digests included."""

from briefs_bot import guard
from briefs_bot.digests import opening
from briefs_bot.models import Broadcast


def take_over() -> list[Broadcast]:
    """Adopt the installation; return what is paused. Raise a LookupError that says why not."""
    if guard.silence():
        # A digest that was due since the backup may have been sent, too, and is held with the others.
        opening.open_due()
    return guard.adopt()
