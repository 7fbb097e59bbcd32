"""The screens of the bot: the start, the topics in pages, a topic, and what is said of following."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.html import escape
from django.utils.translation import gettext as _

from briefs_app.reader import BriefCard, TopicCard, language_name
from briefs_bot.conversation.keyboards import Row, named, pages, rows, turning
from briefs_bot.messages import rendered, shortened
from briefs_bot.models.following import Following
from briefs_bot.telegram import html
from briefs_bot.values import CAPTION_LIMIT, TEXT_LIMIT, Button, Message

# Topics on a page; Telegram allows 100 buttons.
PAGE = 10
LANGUAGES_IN_A_ROW = 3


def start(
    known: Sequence[TopicCard],
    following: Following,
    is_active: bool,
    languages: Sequence[str],
    language: str,
    newest: BriefCard | None,
    arrival: str,
    page: int = 1,
) -> Message:
    """Return the screen that welcomes: what the chat gets, in which language, and the newest brief."""
    shown, page = pages(known, page, PAGE)
    topics = [_switch(named(t.name, t.key in following), t.key.hex, t.key in following, page) for t in shown]
    everything = _switch(named(_("Everything"), following.everything), "all", following.everything, page)
    choice = [
        Button(named(language_name(code), code == language), data=f"language:{code}") for code in languages
    ]
    reading = [Button(named(newest.title), data=f"brief:{newest.id}")] if newest else []
    keyboard = [
        *rows(topics),
        *turning(known, page, "page", PAGE),
        (everything,),
        *(rows(choice, LANGUAGES_IN_A_ROW) if len(choice) > 1 else ()),
        *rows(reading),
        (Button(_("Settings"), data="settings:"),),
        *(() if is_active else (_switch_on(),)),
    ]
    return Message(
        rendered("welcome", following=following, is_active=is_active, newest=newest, arrival=arrival),
        tuple(keyboard),
    )


def followed(topic: TopicCard, brief: BriefCard | None, arrival: str) -> Message:
    """Return the welcome of a person who came by the link of a topic or a brief, and so follows the topic."""
    reading = [Button(named(brief.title), data=f"brief:{brief.id}")] if brief else []
    more = Button(_("Other topics"), data="choose:")
    undo = Button(_("Undo"), data=f"unfollow:{topic.key.hex}:1")
    return Message(rendered("followed", topic=topic, arrival=arrival), (*rows(reading), (undo, more)))


def topics(known: Sequence[TopicCard], page: int = 1) -> Message:
    """Return a page of the topics: a button for each shows its latest briefs."""
    shown, page = pages(known, page, PAGE)
    return Message(
        rendered("topics", is_long=len(known) > PAGE),
        (*_offered(shown), *turning(known, page, "topics", PAGE)),
    )


def topic(
    found: TopicCard, briefs: Sequence[BriefCard], following: Following, is_active: bool, arrival: str
) -> Message:
    """Return the latest briefs on a topic, and whether the chat follows it."""
    word, verb = (
        (_("Stop following"), "unfollow") if found.key in following else (_("Follow this topic"), "follow")
    )
    button = Button(word, data=f"{verb}:{found.key.hex}:topic")
    said = rendered(
        "topic",
        topic=found,
        briefs=briefs,
        is_active=is_active,
        arrival=arrival,
        is_followed=found.key in following.topics,
        is_included=found.key in following,
        is_excluded=found.key in following.excluded,
    )
    return Message(said, ((button,), *(() if is_active else (_switch_on(),))))


def nearest(name: str, near: Sequence[TopicCard]) -> Message:
    return Message(rendered("nearest", name=name, near=near), tuple(_offered(near)))


def unknown(known: Sequence[TopicCard]) -> Message:
    shown, page = pages(known, 1, PAGE)
    return Message(rendered("unknown"), (*_offered(shown), *turning(known, page, "topics", PAGE)))


def taken_for(about: Message, words: str, topic: TopicCard) -> Message:
    """Return what is said about a topic whose name was misspelt, after what was understood."""
    text = _("You wrote “%(words)s”, which I took for %(topic)s.")
    said = escape(text % {"words": shortened(words), "topic": topic.name})
    return replace(about, html=f"{said}\n\n{about.html}")


def stopped(following: Following, had_tests: bool) -> Message:
    said = rendered("stopped", following=following, had_tests=had_tests)
    return Message(said, ((Button(_("Undo"), data="resume:"),),))


def ask_to_forget() -> Message:
    yes, no = Button(_("Delete everything"), data="forget:yes"), Button(_("Keep it"), data="forget:no")
    return Message(rendered("forget"), ((yes, no),))


def forgotten() -> Message:
    return Message(rendered("forgotten"))


def not_forgotten() -> Message:
    return Message(escape(_("Nothing was deleted.")))


def muted(topic: TopicCard) -> Message:
    """Return what is said after *Mute* below a brief, with the way back."""
    return Message(
        rendered("muted", topic=topic), ((Button(_("Undo"), data=f"follow:{topic.key.hex}:topic"),),)
    )


def with_state(message: Message, follows_anything: bool, is_active: bool) -> Message:
    """Return the message; where nothing is sent to the chat, with a line that says so and a button."""
    if is_active and follows_anything:
        return message
    if is_active:
        said, button = (
            _("You follow nothing, so no briefs come by themselves."),
            Button(_("Choose topics"), data="choose:"),
        )
    else:
        said, button = _("No briefs are sent to you: you stopped them, or blocked me."), _switch_on()[0]
    said = f"\n\n<i>{said}</i>"
    limit = (CAPTION_LIMIT if message.photo else TEXT_LIMIT) - html.length(said)
    return replace(message, html=html.cut(message.html, limit) + said, buttons=(*message.buttons, (button,)))


def changed(following: Following, topic: TopicCard | None, follows: bool, only_changes: bool) -> str:
    """Return the short notice after a topic (None is everything) was switched on or off."""
    if follows and only_changes:
        return _("On: briefs whose status differs from the one before will come here.")
    if topic is None:
        return _("On: new briefs on all topics will come here.") if follows else _rest(following)
    if follows:
        return _("On: new briefs on %(topic)s will come here.") % {"topic": shortened(topic.name)}
    return _("Off: briefs on %(topic)s will no longer come.") % {"topic": shortened(topic.name)}


def resumed(following: Following) -> str:
    if not following:
        return _("Welcome back. You follow nothing yet: choose topics.")
    return _("Welcome back. New briefs will come as before.")


def _rest(following: Following) -> str:
    if following:
        return _("Off: only briefs on the topics marked with ✓ will come.")
    return _("Off: no briefs will come.")


def _switch(text: str, name: str, is_on: bool, page: int) -> Button:
    return Button(text, data=f"{'unfollow' if is_on else 'follow'}:{name}:{page}")


def _switch_on() -> Row:
    return (Button(_("Switch on"), data="resume:"),)


def _offered(topics: Iterable[TopicCard]) -> Sequence[Row]:
    return rows(Button(shortened(t.name), data=f"topic:{t.key.hex}") for t in topics)
