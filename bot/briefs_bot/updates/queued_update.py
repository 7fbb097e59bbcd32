"""An update as the queues of its chat see it."""

from dataclasses import dataclass

from telegram import Message, Update

from briefs_bot.conversation.asked import KINDS
from briefs_bot.conversation.events import OUTSIDE

# A chat; or where there is no conversation with the bot, each person there.
ChatKey = tuple[int, int]
# Kinds of updates outside of conversations: what people press in a channel, and inline and guest queries.
CHANNEL, INLINE, GUEST = "channel", "inline", "guest"
OUTSIDE_CONVERSATIONS = (CHANNEL, INLINE, GUEST)


@dataclass(frozen=True, eq=False, slots=True)
class QueuedUpdate:
    """An update with what decides about its order.

    `number` is its update_id; 0 is our own notice that somebody writes too fast. `command` is "" for anything
    else. `is_urgent` comes before other messages; `is_kept` is never left out; `ends` stops what the chat
    receives.
    """

    number: int
    update: Update
    chat_id: int = 0
    kind: str = ""
    sender: int = 0
    text: str | None = None
    thread: int = 0
    message: int = 0
    command: str = ""
    is_urgent: bool = False
    is_kept: bool = False
    ends: bool = False

    @property
    def chat_key(self) -> ChatKey:
        return (self.chat_id, self.sender if self.kind in OUTSIDE_CONVERSATIONS else 0)

    @property
    def is_query(self) -> bool:
        """Whether only the newest of its kind in the same place counts: the person has typed on."""
        return self.kind in (INLINE, GUEST)

    def replaces(self, other: "QueuedUpdate") -> bool:
        """Return whether it is the same message with a new text."""
        return bool(self.message) and self.message == other.message

    def repeats(self, other: "QueuedUpdate") -> bool:
        """Return whether it is the same message again; a button pressed twice may mean on and off."""
        mine, others = (self.sender, self.text, self.thread), (other.sender, other.text, other.thread)
        return self.text is not None and mine == others


def read(update: Update, username: str) -> QueuedUpdate:
    chat, user, message = (
        update.effective_chat,
        update.effective_user,
        update.message or update.edited_message,
    )
    command = _command(message, username) if message else ""
    event = update.my_chat_member
    has_left = bool(event and event.new_chat_member.status in OUTSIDE)
    moved = bool(message and message.migrate_to_chat_id)
    return QueuedUpdate(
        update.update_id,
        update,
        chat_id=chat.id if chat else 0,
        kind=_kind(update),
        sender=user.id if user else 0,
        # Two choices are never the same message again.
        text=(message.text or "") if message and not message.chat_shared else None,
        thread=(message.message_thread_id or 0) if message else 0,
        message=message.message_id if message else 0,
        command=command,
        is_urgent=message is None or moved or command == "stop",
        is_kept=bool(event) or moved or bool(message and message.chat_shared),
        ends=has_left or command == "stop",
    )


def _kind(update: Update) -> str:
    if update.inline_query:
        return INLINE
    if update.guest_message:
        return GUEST
    chat = update.effective_chat
    return KINDS.get(chat.type, "") if chat else ""


def _command(message: Message, username: str) -> str:
    """Return the command's name, or "" for a command of another bot."""
    first = (message.text or "").split(maxsplit=1)[:1]
    if not first or not first[0].startswith("/"):
        return ""
    name, _at, bot = first[0][1:].partition("@")
    return name.lower() if bot.lower() in ("", username.lower()) else ""
