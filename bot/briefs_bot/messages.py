"""All texts of the bot: functions from values to Telegram HTML; the wording is in templates."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from briefs_app.reader import BriefCard, TopicCard, language_name
from briefs_bot.telegram import html
from briefs_bot.values import CAPTION_LIMIT, TEXT_LIMIT, Button, Message

# More than any announcement has.
UNLIMITED = 1_000_000


def announcement(brief: BriefCard, photo: bytes | str | None = None) -> Message:
    """Return the message of a new brief, in the active language."""
    buttons = (
        _read(brief),
        (Button(_("More on %s") % brief.topic.name, data=f"topic:{brief.topic.key.hex}"),),
    )
    text = _announced(brief, None, TEXT_LIMIT)
    html = _announced(brief, photo, CAPTION_LIMIT) if photo else text
    return Message(
        html,
        buttons,
        photo,
        brief.photo_id,
        brief.photo_hash,
        silent=brief.notify_silently,
        text_html=text,
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


def correction(brief: BriefCard, note: str) -> Message:
    """Return the reply to the message of a corrected brief; it names the brief, as that may be gone."""
    return Message(_html("correction", brief=brief, note=note), (_read(brief),))


def retraction(title: str) -> Message:
    """Return the notice that replaces the message of a brief that is no longer public."""
    return Message(_html("retraction", title=title))


def withdrawn_correction(title: str) -> Message:
    """Return the text that replaces a correction whose brief was withdrawn."""
    return Message(_html("correction_withdrawn", title=title))


def listing(briefs: Sequence[BriefCard]) -> Message:
    return Message(_html("listing", briefs=briefs))


def topic(found: TopicCard, briefs: Sequence[BriefCard], follows: bool) -> Message:
    word = _("Stop following") if follows else _("Follow this topic")
    button = Button(word, data=f"track:{found.key.hex}")
    return Message(_html("topic", topic=found, briefs=briefs), ((button,),))


def topics(known: Iterable[TopicCard]) -> Message:
    """Return the list of topics: a button for each shows its latest briefs."""
    return Message(_html("topics"), _rows(Button(t.name, data=f"topic:{t.key.hex}") for t in known))


def nearest(name: str, near: Sequence[TopicCard]) -> Message:
    return Message(
        _html("nearest", name=name, near=near), _rows(Button(t.name, data=f"topic:{t.key.hex}") for t in near)
    )


def welcome(
    known: Iterable[TopicCard], follows: Set[UUID | None], languages: Sequence[str], language: str
) -> Message:
    """Return the settings of a chat: which topics it follows, and in which language."""
    buttons = [_follow(_ticked(t.name, t.key in follows), t.key) for t in known]
    everything = Button(_ticked(_("Everything"), None in follows), data="follow:all")
    choice = [
        Button(_ticked(language_name(code), code == language), data=f"language:{code}") for code in languages
    ]
    rows = (*_rows(buttons), (everything,), *([tuple(choice)] if len(choice) > 1 else []))
    return Message(_html("welcome", follows=follows), rows)


def language_is_gone() -> Message:
    said = _("There are no more briefs in your language, so they come in this one. /start offers the others.")
    return Message(escape(said))


def stopped() -> Message:
    return Message(_html("stopped"), ((Button(_("Undo"), data="resume:"),),))


def help_text(commands: Iterable[tuple[str, str]]) -> Message:
    return Message(_html("help", commands=commands))


def privacy(site_name: str) -> Message:
    return Message(_html("privacy", site=site_name or django_settings.WAGTAIL_SITE_NAME))


def unknown(known: Iterable[TopicCard]) -> Message:
    return Message(_html("unknown"), _rows(Button(t.name, data=f"topic:{t.key.hex}") for t in known))


def administrators_only() -> str:
    return _("Only administrators of this group can change that.")


def outdated() -> str:
    return _("This button is out of date. Try /topics.")


def too_fast() -> str:
    return _(
        "You ask faster than I may answer, so I left some of it out. Please wait a minute, then ask again."
    )


def now_follows(follows: bool) -> str:
    return _("On: new briefs will come here.") if follows else _("Off: these briefs will come no more.")


def resumed() -> str:
    return _("Welcome back. New briefs will come as before.")


def _announced(brief: BriefCard, photo: bytes | str | None, limit: int) -> str:
    """Render an announcement within `limit`: the summary is shortened, never the text below it."""
    words = brief.notification_text or brief.summary
    frame = _html("announcement", brief=brief, photo=photo, words="…")
    left = limit - html.length(frame) + 1
    words = mark_safe(html.cut(escape(words), max(left, 1)))  # noqa: S308  escaped just here
    return _html("announcement", brief=brief, photo=photo, words=words)


def _html(template: str, **context: Any) -> str:
    text = render_to_string(f"briefs_bot/{template}.html", context)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]*\n[ \t]*", "\n", text)).strip()


def _read(brief: BriefCard) -> tuple[Button, ...]:
    return (Button(_("Read the brief"), url=brief.url),) if brief.url else ()


def _follow(text: str, key: UUID) -> Button:
    return Button(text, data=f"follow:{key.hex}")


def _ticked(text: str, on: bool) -> str:
    return f"✓ {text}" if on else text


def _rows(buttons: Iterable[Button], width: int = 2) -> tuple[tuple[Button, ...], ...]:
    every = list(buttons)
    return tuple(tuple(every[start : start + width]) for start in range(0, len(every), width))
