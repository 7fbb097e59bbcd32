"""The tables of commands and buttons, each with its handler."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from briefs_bot import messages
from briefs_bot.conversation import (
    answers,
    following,
    group_settings,
    group_settings_handlers,
    handlers,
    own_data,
    settings,
)
from briefs_bot.conversation.asked import Asked
from briefs_bot.conversation.handlers import answering, changing, pressing
from briefs_bot.models import Chat
from briefs_bot.values import Message

# A Wagtail hook by which a host adds, replaces or drops commands: it gets the table and changes it.
COMMAND_HOOK = "construct_bot_commands"


def _help(asked: Asked, chat: Chat) -> Message:
    return messages.help_text(described())


# Handlers and descriptions by command, in the order in which they are shown.
Commands = dict[str, tuple[Callable[..., Any], str | Promise]]
COMMANDS: Commands = {
    "start": (handlers.start, _("Choose topics and language")),
    "latest": (answering(answers.latest), _("The newest briefs; /latest 3 shows three")),
    "status": (answering(answers.statuses), _("How each topic develops")),
    "trend": (answering(answers.trend), _("The last weeks as a picture: /trend and a topic")),
    "edition": (answering(answers.edition), _("All briefs of the newest week")),
    "search": (answering(answers.search), _("Briefs with these words: /search and the words")),
    "topic": (answering(answers.topic), _("Briefs on a topic: /topic and its name")),
    "topics": (answering(answers.topics), _("All topics")),
    "settings": (changing(settings.show), _("When, how and in which languages briefs come")),
    "stop": (changing(following.stop), _("No more messages")),
    "help": (answering(_help), _("What I can do")),
    "privacy": (answering(answers.privacy), _("What is kept about you")),
    "export": (changing(own_data.export), _("What is kept about you, as a file")),
    "forget": (changing(own_data.ask), _("Delete everything about you")),
}
BUTTONS = {
    "topic:": pressing(answers.press_topic),
    "latest:": pressing(answers.press_latest),
    "search:": pressing(answers.press_search),
    "topics:": pressing(answers.press_topics),
    "brief:": pressing(answers.press_brief),
    "choose:": pressing(following.choose),
    "page:": pressing(following.press_page),
    "follow:": pressing(following.press_follow, changes=True),
    "unfollow:": pressing(following.press_unfollow, changes=True),
    "language:": pressing(following.press_language, changes=True),
    "forget:": pressing(own_data.press_forget, changes=True),
    "resume:": pressing(following.press_resume, changes=True),
    "settings:": pressing(settings.press_screen, changes=True),
    "set:": pressing(settings.press_choice, changes=True),
    group_settings.PREFIX: group_settings_handlers.press,
    "": handlers.press_unknown,
}


def commands() -> Commands:
    table = dict(COMMANDS)
    for change in hooks.get_hooks(COMMAND_HOOK):
        change(table)
    return table


def described() -> Iterator[tuple[str, str]]:
    """Yield the name of each command and its description in the active language."""
    for name, (_handler, words) in commands().items():
        yield name, str(words)
