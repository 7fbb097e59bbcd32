"""Renders the message of a broadcast from the brief as it is now; once per batch, not once per chat."""

from hashlib import sha256

from django.utils import translation
from wagtail.models import Site

from briefs_app import reader
from briefs_bot import messages
from briefs_bot.models import Broadcast
from briefs_bot.values import Message


def message(broadcast: Broadcast, may_upload: bool = True) -> Message | None:
    """Return the message, or None where the brief is not, or no longer, public."""
    site = broadcast.site
    brief = reader.get(broadcast.brief_id, site)
    if brief is None:
        return None
    with translation.override(broadcast.language):
        if broadcast.kind == Broadcast.Kind.CORRECTION:
            return messages.correction(brief, broadcast.note)
        return messages.announcement(brief, _photo(broadcast, brief, site, may_upload))


def retraction(broadcast: Broadcast) -> Message:
    with translation.override(broadcast.language):
        if broadcast.kind == Broadcast.Kind.CORRECTION:
            return messages.withdrawn_correction(broadcast.title)
        return messages.retraction(broadcast.title)


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
