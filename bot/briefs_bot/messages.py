"""All texts of the bot: functions from values to Telegram HTML; the wording is in templates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from briefs_app.reader import BriefCard, TopicCard
from briefs_bot.telegram import html
from briefs_bot.values import CAPTION_LIMIT, TEXT_LIMIT, Button, ChatRequest, Message

# Phones cut the text of a button in half a row at about this many characters.
BUTTON_LENGTH = 28
# Items in the caption of a picture; with long names they still fit.
IN_CAPTION = 6
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
        _read(brief),
        (
            Button(shortened(_("More on %s") % brief.topic.name), data=f"topic:{brief.topic.key.hex}"),
            Button(
                shortened(_("Mute %s") % brief.topic.name),
                data=f"unfollow:{brief.topic.key.hex}:brief",
                is_personal=True,
            ),
        ),
    )
    taken = html.length(heading) + html.length(_below(signature))
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


def correction(brief: BriefCard, note: str, signature: str = "") -> Message:
    """Return the reply to the message of a corrected brief; it names the brief, as that may be gone."""
    return Message(signed(rendered("correction", brief=brief, note=note), signature), (_read(brief),))


def retraction(title: str, signature: str = "") -> Message:
    """Return the notice that replaces the message of a brief that is no longer public."""
    return Message(signed(rendered("retraction", title=title), signature))


def withdrawn_correction(title: str, signature: str = "") -> Message:
    """Return the text that replaces a correction whose brief was withdrawn."""
    return Message(signed(rendered("correction_withdrawn", title=title), signature))


def listing(briefs: Sequence[BriefCard], page: int = 1, has_more: bool = False) -> Message:
    return Message(rendered("listing", briefs=briefs, page=page), _turning("latest:{page}", page, has_more))


def found(words: str, briefs: Sequence[BriefCard], page: int = 1, has_more: bool = False) -> Message:
    """Return the briefs that a search found; long words leave no room in a button to turn pages."""
    data = "search:{page}:" + words.replace("{", "").replace("}", "")
    is_short = len(data.encode()) < 60
    turning = _turning(data, page, has_more) if is_short else ()
    return Message(rendered("found", words=words, briefs=briefs, page=page), turning)


def statuses(briefs: Sequence[BriefCard]) -> Message:
    """Return the status of each topic, by its newest brief that has one."""
    return Message(rendered("statuses", briefs=briefs))


def edition(period: str, briefs: Sequence[BriefCard]) -> Message:
    """Return the briefs of a week, topic by topic."""
    return Message(rendered("edition", period=period, briefs=briefs))


def trend(topic: TopicCard, briefs: Sequence[BriefCard], picture: bytes | None) -> Message:
    """Return a topic's trend as a picture, and the same in words, the newest first."""
    text = rendered("trend", topic=topic, briefs=briefs)
    caption = rendered("trend", topic=topic, briefs=briefs[:IN_CAPTION]) if picture else text
    return Message(caption, photo=picture, text_html=text)


def trends(briefs: Sequence[BriefCard], picture: bytes | None) -> Message:
    """Return the trends of all topics as a picture, with the newest status of each in words."""
    text = rendered("statuses", briefs=briefs)
    caption = rendered("statuses", briefs=briefs[:IN_CAPTION]) if picture else text
    return Message(caption, photo=picture, text_html=text)


def how_to_search() -> str:
    return escape(_("Say what you look for: /search harbour strike"))


def language_is_gone() -> Message:
    said = _("There are no more briefs in your language, so they come in this one. /start offers the others.")
    return Message(escape(said))


def test_post(signature: str, silent: bool) -> Message:
    """Return the post by which a channel manager tries a channel or group."""
    said = _("This is a test: new briefs will appear here. There is nothing to do.")
    return Message(signed(escape(said), signature), silent=silent)


def help_text(commands: Iterable[tuple[str, str]]) -> Message:
    return Message(rendered("help", commands=commands))


def privacy(site_name: str, editor: str = "") -> Message:
    return Message(rendered("privacy", site=site_name or django_settings.WAGTAIL_SITE_NAME, editor=editor))


def linked(editor: str) -> Message:
    said = _("Done: tests of drafts that %(editor)s sends from the admin come here. /stop ends that.")
    return Message(escape(said % {"editor": editor}))


def link_expired() -> Message:
    said = _("This link has expired or was used already. Get a new one in the admin: Account, Telegram.")
    return Message(escape(said))


def link_is_private() -> Message:
    said = _(
        "This link works in your private chat with me only, and is void now as others here could read it. "
        "Get a new one in the admin: Account, Telegram."
    )
    return Message(escape(said))


def chat_is_taken() -> Message:
    said = _("Tests of another editor come here already. /stop ends that; then open the link once more.")
    return Message(escape(said))


def choose_kind(is_channel: bool) -> str:
    return _("Choose a channel") if is_channel else _("Choose a group")


def choose_chat(requests: tuple[ChatRequest, ...], trouble: Message | None = None) -> Message:
    """Return the message with the buttons by which a channel or group is chosen, first or once more."""
    said = _(
        "Which channel or group shall get briefs? Choose it with the buttons below. "
        "Telegram then asks you to let me post there."
    )
    return Message(trouble.html if trouble else escape(said), requests=requests)


def connected(title: str) -> Message:
    said = _(
        "Done: new briefs will appear in “%(title)s”. What it gets can be changed in the admin: "
        "Telegram, Chats."
    )
    return Message(escape(said % {"title": title}), requests=())


def connecting_expired() -> Message:
    said = _("This link has expired or was used already. Get a new one in the admin: Telegram, Chats.")
    return Message(escape(said), requests=())


def connect_privately() -> Message:
    said = _(
        "This link works in your private chat with me only, and is void now as others here could use it. "
        "Get a new one in the admin: Telegram, Chats."
    )
    return Message(escape(said))


def not_inside(title: str, is_channel: bool) -> Message:
    said = (
        _("I am not in “%(title)s”. Make me an administrator there, then choose it once more.")
        if is_channel
        else _("I am not in “%(title)s”. Add me to it, then choose it once more.")
    )
    return Message(escape(said % {"title": title}))


def missing_rights(title: str, is_channel: bool) -> Message:
    said = (
        _(
            "I may not post in “%(title)s”. Open it in Telegram, Administrators, and give me the right to "
            "post messages. Whoever connects it then chooses it once more."
        )
        if is_channel
        else _(
            "I may not write in “%(title)s”. Open it in Telegram, Permissions, and let me send messages, or "
            "make me an administrator. Whoever connects it then chooses it once more."
        )
    )
    return Message(escape(said % {"title": title}))


def not_administrator(title: str) -> Message:
    return Message(escape(_("Only administrators of “%(title)s” can connect it.") % {"title": title}))


def added(title: str, is_channel: bool) -> Message:
    """Return what whoever added the bot by hand is told in private."""
    said = (
        _(
            "I am in “%(title)s” now, and new briefs will appear there. A channel manager can change what it "
            "gets in the admin: Telegram, Chats."
        )
        if is_channel
        else _(
            "I am in “%(title)s” now. Its administrators choose topics with the buttons that I sent there, "
            "or a channel manager does in the admin: Telegram, Chats."
        )
    )
    return Message(escape(said % {"title": title}))


def administrators_only() -> str:
    return _("Only administrators of this group can change that.")


def administrators_decide() -> str:
    return _("The administrators of this channel decide what comes here.")


def outdated() -> str:
    return _("This button is out of date. Try /topics.")


def too_fast() -> str:
    return _(
        "You ask faster than I may answer, so I left some of it out. Please wait a minute, then ask again."
    )


def signed(text: str, signature: str, photo: bytes | str | None = None) -> str:
    """Return the text with the signature below it; where it is too long, the text is cut."""
    if not signature:
        return text
    limit = CAPTION_LIMIT if photo else TEXT_LIMIT
    return html.cut(text, limit - html.length(_below(signature))) + _below(signature)


def _below(signature: str) -> str:
    return f"\n\n{escape(signature)}" if signature else ""


def _announced(brief: BriefCard, photo: bytes | str | None, limit: int) -> str:
    """Render an announcement within `limit`: the summary is shortened, never the text below it."""
    words = brief.notification_text or brief.summary
    frame = rendered("announcement", brief=brief, photo=photo, words="…")
    left = limit - html.length(frame) + 1
    words = mark_safe(html.cut(escape(words), max(left, 1)))  # noqa: S308  escaped just here
    return rendered("announcement", brief=brief, photo=photo, words=words)


def rendered(template: str, **context: Any) -> str:
    """Return the Telegram HTML of a template, without the lines and spaces that template tags leave."""
    text = render_to_string(f"briefs_bot/{template}.html", context)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]*\n[ \t]*", "\n", text)).strip()


def _read(brief: BriefCard) -> tuple[Button, ...]:
    return (Button(_("Read the brief"), url=brief.url),) if brief.url else ()


def _turning(data: str, page: int, has_more: bool) -> tuple[tuple[Button, ...], ...]:
    """Return the row that turns to newer and older briefs; `data` has a place for the number of the page."""
    row = [Button(_("‹ Newer"), data=data.format(page=page - 1))] if page > 1 else []
    row += [Button(_("Older ›"), data=data.format(page=page + 1))] if has_more else []
    return (tuple(row),) if row else ()


def shortened(text: str) -> str:
    """Return the text of a button, cut where phones would cut it."""
    return Truncator(text).chars(BUTTON_LENGTH)
