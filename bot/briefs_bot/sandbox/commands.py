"""The command lists that the bot set, by scope and language; the narrowest scope wins."""

from dataclasses import dataclass
from typing import Any

from .chats import Chat, User

CommandList = list[dict[str, str]]

PRIVATE = ("all_private_chats", "default")
GROUP = ("all_group_chats", "default")


@dataclass(frozen=True, slots=True)
class Scope:
    type: str = "default"
    chat_id: int | None = None
    user_id: int | None = None


class Commands:
    def __init__(self) -> None:
        self._lists: dict[tuple[Scope, str], CommandList] = {}

    def store(self, scope: Scope, language: str, commands: CommandList) -> None:
        self._lists[scope, language] = commands

    def drop(self, scope: Scope, language: str) -> None:
        self._lists.pop((scope, language), None)

    def stored(self, scope: Scope, language: str) -> CommandList:
        return self._lists.get((scope, language), [])

    def shown_to(self, user: User, chat: Chat) -> CommandList:
        """Return the commands that the person sees on typing a slash in the chat."""
        for scope in _scopes(user, chat):
            for language in (user.language_code, ""):
                if commands := self.stored(scope, language):
                    return commands
        return []

    def as_list(self) -> list[dict[str, Any]]:
        return [
            {"scope": scope.type, "chat_id": scope.chat_id, "language_code": language, "commands": commands}
            for (scope, language), commands in self._lists.items()
        ]


def _scopes(user: User, chat: Chat) -> list[Scope]:
    if chat.kind == "private":
        return [Scope("chat", chat.id), *map(Scope, PRIVATE)]
    administrators = (
        [Scope("chat_administrators", chat.id), Scope("all_chat_administrators")]
        if user is chat.owner
        else []
    )
    return [
        Scope("chat_member", chat.id, user.id),
        *administrators[:1],
        Scope("chat", chat.id),
        *administrators[1:],
        *map(Scope, GROUP),
    ]
