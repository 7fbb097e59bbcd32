"""Who is there: users, the chats they share with the bot, and the bot's standing in each."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .refusals import Refused

if TYPE_CHECKING:
    from .message import Message

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
