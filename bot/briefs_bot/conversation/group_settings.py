"""A group's settings in a private chat: the same screens as in the group, with its number in each button."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.html import escape

from briefs_bot import messages
from briefs_bot.conversation import following, settings
from briefs_bot.conversation.answers import Change
from briefs_bot.conversation.asked import Asked
from briefs_bot.conversation.keyboards import Row
from briefs_bot.models import Chat
from briefs_bot.values import Button, Message

# The beginning of the data of a button: in:17:set:sound:off is for the chat with the key 17.
PREFIX = "in:"
PRESSES: dict[str, Callable[[Asked, Chat], Change]] = {
    "settings": settings.press_screen,
    "set": settings.press_choice,
    "page": following.press_page,
    "follow": following.press_follow,
    "unfollow": following.press_unfollow,
    "language": following.press_language,
    "resume": following.press_resume,
}


def find(bot: int, number: str) -> Chat | None:
    """Return the group that a button names; the person must still be proved to be its administrator."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return Chat.objects.filter(pk=int(number), bot=bot, kind=Chat.Kind.GROUP).first()


def choose(asked: Asked, group: Chat) -> list[Message]:
    """Answer the choice of a group by its administrator."""
    return [messages.group_chosen(group.title), shown_for(group, settings.main(group))]


def refuse(title: str, asked: Asked, chat: Chat) -> Message:
    return messages.not_in_group(title)


def press(asked: Asked, group: Chat) -> Change:
    """Do what a button says, in the group; `asked` has what follows the number."""
    verb, _colon, rest = asked.text.partition(":")
    if verb not in PRESSES:
        return Change(messages.outdated())
    change = PRESSES[verb](replace(asked, text=rest), group)
    return Change(change.notice, change.message and shown_for(group, change.message))


def shown_for(group: Chat, screen: Message) -> Message:
    """Return a screen of the group below its name, with those of its buttons that work in private."""
    rows = (tuple(_named(button, group) for button in row if _works(button)) for row in screen.buttons)
    shown: tuple[Row, ...] = tuple(row for row in rows if row)
    return replace(screen, html=f"<b>{escape(group.title)}</b>\n\n{screen.html}", buttons=shown)


def _works(button: Button) -> bool:
    return button.data.partition(":")[0] in PRESSES


def _named(button: Button, group: Chat) -> Button:
    return replace(button, data=f"{PREFIX}{group.pk}:{button.data}")
