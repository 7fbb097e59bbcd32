"""A message as it stands in a chat, with its buttons and its picture or document."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .chats import Chat, User

if TYPE_CHECKING:
    from .files import File


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
        """The button with this callback data, or else with this text."""
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
