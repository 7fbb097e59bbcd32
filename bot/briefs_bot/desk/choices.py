"""The choices of whoever publishes or approves a brief, and what each of them does to its draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs_bot.conf import settings
from briefs_bot.desk.asking import Choice, Given
from briefs_bot.models import Broadcast


class Answer(StrEnum):
    """The buttons of the questions about a brief that is new, one that was sent, and one that will expire."""

    NOTIFY = "notify"
    QUIETLY = "quietly"
    LATER = "later"
    MINOR = "minor"
    MATERIAL = "material"
    EXPIRE = "expire"


@dataclass(frozen=True)
class Labels:
    notify: Promise
    quietly: Promise
    wait: Promise
    minor: Promise
    material: Promise


PUBLISH = Labels(
    notify=gettext_lazy("Publish and notify"),
    quietly=gettext_lazy("Publish without notifying"),
    wait=gettext_lazy("Publish now, and notify in"),
    minor=gettext_lazy("Publish as a minor change"),
    material=gettext_lazy("Publish and notify of the correction"),
)
APPROVE = Labels(
    notify=gettext_lazy("Approve and notify"),
    quietly=gettext_lazy("Approve without notifying"),
    wait=gettext_lazy("Approve now, and notify in"),
    minor=gettext_lazy("Approve as a minor change"),
    material=gettext_lazy("Approve and notify of the correction"),
)


def of_new(labels: Labels, may_wait: bool = True) -> list[Choice]:
    """Return the choices for briefs that nobody was told of."""
    known = [Choice(Answer.NOTIFY, labels.notify), Choice(Answer.QUIETLY, labels.quietly)]
    if not may_wait or not settings.DELAYS:
        return known
    later = Choice(
        Answer.LATER, gettext_lazy("Notify later"), text=labels.wait, delays=tuple(settings.DELAYS)
    )
    return [*known, later]


def of_change(labels: Labels, draft: Any) -> list[Choice]:
    """Return the choices for another version of a brief that somebody has."""
    minor = gettext_lazy("A minor change, as of a typing error, edits the messages, and nobody is notified.")
    material = gettext_lazy(
        "What was wrong. It stays on the page, the messages are edited, and everybody who has one gets the "
        "correction as an answer to it, once."
    )
    longest = draft._meta.get_field("correction_note").max_length
    return [
        Choice(Answer.MINOR, labels.minor, text=minor),
        Choice(Answer.MATERIAL, labels.material, text=material, longest_note=longest),
    ]


def is_scheduled(draft: Any) -> bool:
    return bool(draft.go_live_at and draft.go_live_at > timezone.now())


def take(draft: Any, given: Given) -> bool:
    """Change the draft as the answer wants it, and return whether it did.

    Raise a ValidationError where the answer is incomplete.
    """
    match given.answer:
        case Answer.QUIETLY:
            draft.notify_subscribers = False
            return True
        case Answer.MATERIAL:
            _note(draft, given.note.strip())
            return True
        case Answer.LATER:
            _minutes(given)
        case Answer.NOTIFY | Answer.MINOR | Answer.EXPIRE:
            pass
        case _:
            raise ValidationError(_("Choose how it is published."))
    return False


def delay(briefs: Sequence[int], given: Given) -> None:
    """Let the broadcasts that the publication opened wait, where that was answered.

    Call it in the same transaction, before anybody can address them.
    """
    if given.answer != Answer.LATER:
        return
    minutes = _minutes(given)
    opened = Broadcast.objects.filter(kind=Broadcast.Kind.NEW, brief_id__in=briefs, not_sent="")
    for broadcast in opened.filter(addressed_at=None, not_before=None):
        broadcast.delay(minutes)


def _minutes(given: Given) -> int:
    if given.minutes.isdecimal() and int(given.minutes) in settings.DELAYS:
        return int(given.minutes)
    raise ValidationError(_("Choose how many minutes to wait."))


def _note(draft: Any, note: str) -> None:
    """Set the note of a material correction, which is neither empty nor was sent before."""
    if not note:
        raise ValidationError(_("Say what was wrong, so that readers can be told."))
    sent = Broadcast.objects.filter(
        brief_key=draft.translation_key,
        language=draft.locale.language_code,
        kind=Broadcast.Kind.CORRECTION,
        note=note,
    )
    if sent.exists():
        raise ValidationError(_("Readers were told exactly this before. Say what is wrong this time."))
    before, draft.correction_note = draft.correction_note, note
    try:
        draft.full_clean(
            exclude=[field.name for field in draft._meta.fields if field.name != "correction_note"]
        )
    except ValidationError:
        draft.correction_note = before
        raise
