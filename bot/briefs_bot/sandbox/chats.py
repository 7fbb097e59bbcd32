"""Users, their chats with the bot, the bot's rights in each, and the messages there."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .refusals import Refused

if TYPE_CHECKING:
    from .files import File
    from .reply_keyboard import Key

# Why the bot cannot write to a chat. {kind} is "group", "supergroup" or "channel".
WHY_NOT: dict[str, tuple[int, str]] = {
    "new": (403, "bot can't initiate conversation with a user"),
    "blocked": (403, "bot was blocked by the user"),
    "deactivated": (403, "user is deactivated"),
    "kicked": (403, "bot was kicked from the {kind} chat"),
    "left": (403, "bot is not a member of the {kind} chat"),
    "deleted": (403, "the group chat was deleted"),
    "muted": (400, "not enough rights to send {what} to the chat"),
    "demoted": (400, "need administrator rights in the channel chat"),
    "migrated": (400, "group chat was upgraded to a supergroup chat"),
}


@dataclass(eq=False, slots=True)
class User:
    id: int
    name: str
    language_code: str = "en"
    is_bot: bool = False
    username: str = ""

    def as_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            shown["username"] = self.username
        if self.language_code:
            shown["language_code"] = self.language_code
        return shown


@dataclass(eq=False, slots=True)
class Chat:
    id: int
    kind: str  # private, group, supergroup or channel
    title: str
    owner: User
    standing: str = "open"  # "open", or one of WHY_NOT
    username: str = ""
    members: dict[int, User] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)
    threads: dict[int, str] = field(default_factory=dict)
    migrated_to: int | None = None
    last_id: int = 0
    from_bot: int = 0  # how many messages the bot sent here, for the page's unread counts
    active_at: float = 0.0
    # The keyboard that the bot shows in the place of the phone's own.
    keys: list[list["Key"]] = field(default_factory=list)

    def check_writable(self, what: str = "text messages") -> None:
        """Raise Telegram's refusal if the bot may not send `what` here."""
        if self.standing == "open":
            return
        code, text = WHY_NOT[self.standing]
        parameters = {"migrate_to_chat_id": self.migrated_to} if self.migrated_to else {}
        raise Refused(code, text.format(kind=self.kind, what=what), **parameters)

    def as_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": self.id, "type": self.kind}
        shown["first_name" if self.kind == "private" else "title"] = self.title
        if self.username:
            shown["username"] = self.username
        if self.threads:
            shown["is_forum"] = True
        return shown


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    url: str | None = None
    data: str | None = None
    source: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(eq=False, slots=True)
class Message:
    id: int
    chat: Chat
    date: int
    # The same moment to the fraction of a second, which Telegram does not tell.
    at: float = field(default=0.0, kw_only=True)
    text: str = ""  # plain; of a photo or document: the caption
    html: str = ""  # as it was sent
    entities: list[dict[str, Any]] = field(default_factory=list)
    sender: User | None = None  # nobody in a channel
    from_bot: bool = False
    via_bot: User | None = None  # where a person posted what the bot offered inline
    buttons: list[list[Button]] = field(default_factory=list)
    file: "File | None" = None
    silent: bool = False
    protected: bool = False
    edited: int = 0  # when, in seconds since 1970; 0 is never
    reply_to: int | None = None
    thread_id: int | None = None
    preview: dict[str, Any] = field(default_factory=dict)
    service: dict[str, Any] = field(default_factory=dict)

    @property
    def chat_id(self) -> int:
        return self.chat.id

    @property
    def photo(self) -> bytes | None:
        return self.file.content if self.file and self.file.kind == "photo" else None

    @property
    def document(self) -> bytes | None:
        return self.file.content if self.file and self.file.kind == "document" else None

    def button(self, label: str) -> Button:
        """Return the button with this callback data, or else with this text."""
        every = [button for row in self.buttons for button in row]
        for button in every:
            if label == button.data:
                return button
        for button in every:
            if label == button.text:
                return button
        raise LookupError(f"No button {label!r} below message {self.id}; it has {[b.text for b in every]}.")

    def as_dict(self) -> dict[str, Any]:
        """The Bot API's Message object."""
        shown: dict[str, Any] = {
            "message_id": self.id,
            "date": self.date,
            "chat": self.chat.as_dict(),
            **self._author(),
            **self._content(),
            **self.service,
        }
        if self.via_bot:
            shown["via_bot"] = self.via_bot.as_dict()
        if self.buttons:
            shown["reply_markup"] = {"inline_keyboard": [[b.source for b in row] for row in self.buttons]}
        if self.edited:
            shown["edit_date"] = self.edited
        if self.protected:
            shown["has_protected_content"] = True
        if self.thread_id:
            shown |= {"message_thread_id": self.thread_id, "is_topic_message": True}
        if self.preview:
            shown["link_preview_options"] = self.preview
        if self.reply_to in self.chat.messages:
            shown["reply_to_message"] = self._replied()
        return shown

    def _author(self) -> dict[str, Any]:
        if self.chat.kind == "channel":
            return {"sender_chat": self.chat.as_dict()}
        return {"from": self.sender.as_dict()} if self.sender else {}

    def _content(self) -> dict[str, Any]:
        if not self.file:
            shown: dict[str, Any] = {"text": self.text} if self.text else {}
            return shown | ({"entities": self.entities} if self.entities else {})
        shown = self.file.as_dict() | ({"caption": self.text} if self.text else {})
        return shown | ({"caption_entities": self.entities} if self.entities else {})

    def _replied(self) -> dict[str, Any]:
        # A replied message is shown without the one that it replies to in turn.
        replied = self.chat.messages[self.reply_to or 0].as_dict()
        replied.pop("reply_to_message", None)
        return replied
