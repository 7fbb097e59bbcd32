"""The publishing side: opens, amends and withdraws broadcasts in the editor's transaction.

Every function may run twice without adding anything.
"""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from briefs_app import reader
from briefs_app.signals import Appearance
from briefs_bot import background, bots, rendering
from briefs_bot.models import Broadcast, Subscription

# Seconds in which quick edits are gathered into one.
EDIT_DELAY = 5.0


def open(sender: Any, brief: reader.BriefCard, **kwargs: Any) -> None:
    """Open a broadcast for a newly published brief; the task is queued after the commit.

    Receive `brief_published` in the publishing transaction. Opening twice adds nothing.
    """
    if brief.notify_subscribers:
        bot = bots.of_brief(brief.id)
        _open(brief, bot.number if bot else None, Broadcast.Kind.NEW, digest=rendering.digest(brief))


@transaction.atomic
def announce(brief_id: int) -> Broadcast:
    """Send a public brief to its followers who do not have it, also an old, cancelled or withdrawn one.

    Return its broadcast. Raise a LookupError that says what to do where nothing can be sent.
    """
    bot = bots.of_brief(brief_id)
    brief = reader.get(brief_id, bot.site) if bot else None
    if bot is None or brief is None:
        raise LookupError(f"No site that has a bot shows a brief {brief_id} to everybody.")
    digest = rendering.digest(brief)
    broadcast, is_new = _get_or_create(brief, Broadcast.Kind.NEW, bot=bot.number, digest=digest)
    if broadcast.is_being_retracted:
        raise LookupError("Its messages are still being taken back. Try again in a minute.")
    if broadcast.paused_at:
        raise LookupError(f"It is paused. `broadcast resume {broadcast.pk}` goes on with it.")
    if broadcast.is_forgotten:
        raise LookupError(
            "Who has it is no longer known, as it was sent long ago: people would get it twice."
        )
    if not is_new:
        broadcast.reopen(bot.number, brief.title, digest)
    transaction.on_commit(lambda: _tell_the_queue(broadcast.pk), robust=True)
    return broadcast


@transaction.atomic
def notify_now(broadcast: Broadcast) -> None:
    """Send a broadcast that waits for its moment at once."""
    broadcast.end_delay()
    transaction.on_commit(lambda: _tell_the_queue(broadcast.pk), robust=True)


def note_appearance(sender: Any, brief: reader.BriefCard, how: Appearance, **kwargs: Any) -> None:
    """Record why a brief that became public without being new is not sent, for editors to read."""
    _note(brief, Broadcast.NotSent(how.value))


@transaction.atomic
def amend(sender: Any, brief: reader.BriefCard, **kwargs: Any) -> None:
    """Bring the sent messages up to date after an edit, and open a correction where the editor wrote one."""
    original = Broadcast.objects.news(brief.key, brief.language).filter(retracted_at=None).first()
    if original is None:
        return _note(brief, Broadcast.NotSent.EARLIER)
    if _has_left(original):
        return _retract(original)
    _revise(original, brief)
    if brief.correction_note and original.bot:
        _correct(brief, original)


def amend_topic(sender: Any, topic: reader.TopicCard, **kwargs: Any) -> None:
    """Bring the messages of a topic's recent briefs up to date after it was renamed."""
    for original in Broadcast.objects.recent().filter(topic=topic.key, kind=Broadcast.Kind.NEW):
        site = reader.home(original.brief_id)
        if brief := reader.get(original.brief_id, site) if site else None:
            _revise(original, brief)


def forget_topic(sender: Any, key: UUID, **kwargs: Any) -> None:
    Subscription.objects.filter(topic=key).delete()


def withdraw(sender: Any, brief_id: int, **kwargs: Any) -> None:
    """Cancel what is not sent yet; delete what was sent, or replace it by a notice."""
    for broadcast in Broadcast.objects.filter(brief_id=brief_id, retracted_at=None):
        _retract(broadcast)


def _open(brief: reader.BriefCard, bot: int | None, kind: Any, note: str = "", **values: Any) -> None:
    broadcast, new = _get_or_create(brief, kind, note, bot=bot, **values)
    if new and bot:
        # Robust: whatever goes wrong in it, the beat tick finds the row.
        transaction.on_commit(lambda: _tell_the_queue(broadcast.pk), robust=True)


def _correct(brief: reader.BriefCard, original: Broadcast) -> None:
    """Open a broadcast for a correction, unless the same correction has one already."""
    known = Broadcast.objects.filter(
        brief_key=brief.key,
        language=brief.language,
        kind=Broadcast.Kind.CORRECTION,
        note=brief.correction_note,
    )
    if not known.exists():
        number = original.count_correction()
        _open(
            brief,
            original.bot,
            Broadcast.Kind.CORRECTION,
            note=brief.correction_note,
            corrections=number,
        )


def _note(brief: reader.BriefCard, reason: Any) -> None:
    if brief.notify_subscribers:
        _get_or_create(brief, Broadcast.Kind.NEW, not_sent=reason)


def _get_or_create(
    brief: reader.BriefCard, kind: Any, note: str = "", **values: Any
) -> tuple[Broadcast, bool]:
    known = {
        "brief_id": brief.id,
        "topic": brief.topic.key,
        "title": brief.title,
        "changes_status": reader.changes_status(brief, reader.home(brief.id)),
        **values,
    }
    return Broadcast.objects.get_or_create(
        brief_key=brief.key, language=brief.language, kind=kind, note=note, defaults=known
    )


def _revise(original: Broadcast, brief: reader.BriefCard) -> None:
    digest = rendering.digest(brief)
    if digest != original.digest:
        # The new text and photo are sent to one chat first, as the message was.
        changes_status = reader.changes_status(brief, reader.home(brief.id))
        values = {"digest": digest, "title": brief.title, "changes_status": changes_status}
        original.revise(EDIT_DELAY, proven_at=None, **values)
        original.revise_digests(EDIT_DELAY)


def _has_left(broadcast: Broadcast) -> bool:
    """Return whether the brief was moved to another site while we still have the bot that sent it."""
    ours = broadcast.bot in {bot.number for bot in bots.configured()}
    bot = bots.of_brief(broadcast.brief_id)
    return ours and (bot is None or bot.number != broadcast.bot)


def _retract(broadcast: Broadcast) -> None:
    broadcast.retract()
    for each in (broadcast, *broadcast.revise_digests()):
        transaction.on_commit(partial(_tell_the_queue, each.pk), robust=True)


def _tell_the_queue(broadcast_id: int) -> None:
    background.enqueue(broadcast_id)
