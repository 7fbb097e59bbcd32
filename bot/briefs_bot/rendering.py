"""Renders the message of a broadcast from the brief as it is now; once per batch, not once per chat."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256

from django.utils import translation
from wagtail.models import Site

from briefs_app import reader
from briefs_bot import messages
from briefs_bot.models import Broadcast
from briefs_bot.values import Message


class Wording:
    """The message of a broadcast, rendered once for each signature that chats have."""

    def __init__(self, language: str, words: Callable[[str], Message]) -> None:
        self._language, self._words = language, words
        self._signed: dict[str, Message] = {}
        # At once, so that a broken template fails before anything is claimed.
        self.signed()

    def signed(self, signature: str = "") -> Message:
        if signature not in self._signed:
            with translation.override(self._language):
                self._signed[signature] = self._words(signature)
        return self._signed[signature]


def message(broadcast: Broadcast, may_upload: bool = True) -> Wording | None:
    """Return the message, or None where the brief is not, or no longer, public."""
    site = broadcast.site
    brief = reader.get(broadcast.brief_id, site)
    if brief is None:
        return None
    if broadcast.kind == Broadcast.Kind.CORRECTION:
        at = reader.corrected_at(brief.id, broadcast.note) or broadcast.created_at
        return Wording(broadcast.language, partial(messages.correction, brief, broadcast.note, at))
    photo = _photo(broadcast, brief, site, may_upload)
    return Wording(broadcast.language, partial(messages.announcement, brief, photo))


def retraction(broadcast: Broadcast) -> Wording:
    is_correction = broadcast.kind == Broadcast.Kind.CORRECTION
    words = messages.withdrawn_correction if is_correction else messages.retraction
    return Wording(broadcast.language, partial(words, broadcast.title))


def digest(brief: reader.BriefCard) -> str:
    """Return a hash that changes when the message would."""
    with translation.override(brief.language):
        said = messages.announcement(brief, "its photo" if brief.photo_id else None)
    return sha256(repr((said.html, said.buttons, said.photo_id, said.photo_hash)).encode()).hexdigest()


def _photo(broadcast: Broadcast, brief: reader.BriefCard, site: Site, may_upload: bool) -> bytes | str | None:
    if brief.photo_id is None:
        return None
    if broadcast.knows_photo(brief.photo_id, brief.photo_hash):
        return broadcast.photo_file_id or None
    if not may_upload:
        return None
    photo = reader.photo(brief.id, site)
    if photo is None:
        broadcast.give_up_photo(brief.photo_id, brief.photo_hash)
    return photo
