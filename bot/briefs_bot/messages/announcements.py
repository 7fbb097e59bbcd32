"""The messages of a broadcast: a new brief, its correction, and what replaces them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from briefs_app.reader import BriefCard
from briefs_bot.messages.wording import below, read_button, rendered, shortened, signed
from briefs_bot.telegram import html
from briefs_bot.values import CAPTION_LIMIT, TEXT_LIMIT, Button, Message

# More than any announcement has.
UNLIMITED = 1_000_000


def announcement(brief: BriefCard, photo: bytes | str | None = None, signature: str = "") -> Message:
    """Return the message of a new brief, in the active language; `signature` is the line below it."""
    return _announcement(brief, photo, signature=signature)


def draft_announcement(brief: BriefCard, photo: bytes | str | None, is_public: bool) -> Message:
    """Return the message of a draft, or of changes to a public brief, as only its editor receives it."""
    mark = _("Test: only you receive this") if is_public else _("Test: not published")
    return _announcement(brief, photo, f"<b>{escape(mark)}</b>\n\n")


def _announcement(
    brief: BriefCard, photo: bytes | str | None, heading: str = "", signature: str = ""
) -> Message:
    buttons = (
        read_button(brief),
        (
            Button(shortened(_("More on %s") % brief.topic.name), data=f"topic:{brief.topic.key.hex}"),
            Button(
                shortened(_("Mute %s") % brief.topic.name),
                data=f"unfollow:{brief.topic.key.hex}:brief",
                is_personal=True,
            ),
        ),
    )
    taken = html.length(heading) + html.length(below(signature))
    text = heading + _announced(brief, None, TEXT_LIMIT - taken)
    caption = heading + _announced(brief, photo, CAPTION_LIMIT - taken) if photo else text
    if signature:
        text, caption = signed(text, signature), signed(caption, signature, photo)
    return Message(
        caption,
        buttons,
        photo,
        brief.photo_id,
        brief.photo_hash,
        silent=brief.notify_silently,
        text_html=text,
    )


def shared(brief: BriefCard, has_photo: bool, bot_url: str) -> Message:
    """Return the announcement as people pass it on in other chats, with a button that leads to the bot."""
    back = Button(_("Open in the bot"), url=bot_url)
    return Message(
        _announced(brief, "photo" if has_photo else None, TEXT_LIMIT), (read_button(brief), (back,))
    )


@dataclass(frozen=True)
class Measure:
    """The length of an announcement, the most that Telegram takes, and how much of the words is left out."""

    length: int
    limit: int
    left_out: int


def measure(brief: BriefCard, has_photo: bool) -> Measure:
    """Lengths are in code points, as Telegram counts them."""
    photo, limit = ("photo", CAPTION_LIMIT) if has_photo else (None, TEXT_LIMIT)
    length = html.length(_announced(brief, photo, limit))
    return Measure(length, limit, html.length(_announced(brief, photo, UNLIMITED)) - length)


def correction(brief: BriefCard, note: str, at: datetime, signature: str = "") -> Message:
    """Return the reply to the message of a brief corrected `at`; it names the brief, as that may be gone."""
    text = rendered("correction", brief=brief, note=note, at=at)
    return Message(signed(text, signature), (read_button(brief),))


def retraction(title: str, signature: str = "") -> Message:
    """Return the notice that replaces the message of a brief that is no longer public."""
    return Message(signed(rendered("retraction", title=title), signature))


def withdrawn_correction(title: str, signature: str = "") -> Message:
    """Return the text that replaces a correction whose brief was withdrawn."""
    return Message(signed(rendered("correction_withdrawn", title=title), signature))


def _announced(brief: BriefCard, photo: bytes | str | None, limit: int) -> str:
    """Render an announcement within `limit`: the summary is shortened, never the text below it."""
    words = brief.notification_text or brief.summary
    frame = rendered("announcement", brief=brief, photo=photo, words="…")
    left = limit - html.length(frame) + 1
    words = mark_safe(html.cut(escape(words), max(left, 1)))  # noqa: S308  escaped just here
    return rendered("announcement", brief=brief, photo=photo, words=words)
