"""The message that tells of several briefs: a digest."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from briefs_app.reader import BriefCard
from briefs_bot.messages.wording import rendered, signed
from briefs_bot.telegram import html
from briefs_bot.values import TEXT_LIMIT, Button, Message

# Briefs that one digest tells of at most; with long headlines there is room for fewer.
MOST = 30


@dataclass(frozen=True)
class DigestItem:
    """A brief of a digest; `note` is the text of a correction of a brief that was sent before."""

    brief: BriefCard
    changes_status: bool = True
    note: str = ""

    @property
    def repeats_status(self) -> bool:
        return not (self.changes_status or self.note)


def digest(items: Sequence[DigestItem], frequency: str, signature: str = "") -> tuple[Message, int]:
    """Return the message about the first items, as many as it has room for, and their number."""
    limit = TEXT_LIMIT - html.length(signed("", signature))
    for count in range(min(len(items), MOST), 0, -1):
        text = rendered("digest", items=items[:count], frequency=frequency)
        if html.length(text) <= limit or count == 1:
            break
    return Message(signed(text, signature), ((_settings_button(),),)), count


def empty_digest() -> Message:
    """Return the notice that replaces a digest whose briefs were all withdrawn."""
    return Message(f"<i>{_('The briefs of this message were withdrawn.')}</i>")


def _settings_button() -> Button:
    return Button(_("Settings"), data="settings:new", is_personal=True)
