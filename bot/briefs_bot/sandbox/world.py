"""The state of the sandbox: the bot, people, chats, messages, files, waiting updates."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import links, membership
from .chats import Chat, Message, User
from .clock import Clock
from .commands import Commands
from .files import Files
from .html import Entity
from .inline import InlineQueries
from .params import Params
from .refusals import bad
from .updates import Updates
from .webhook import Webhook

BOT_USERNAME = "briefs_sandbox_bot"
BOT_NAME = "Briefs (sandbox)"
FIRST_USER_ID = 5_000_001
FIRST_GROUP_ID = 4_000_001
FIRST_CHANNEL_ID = 1_000_002_000_001  # of supergroups too; negative, as groups are
USER_LINK = "tg://user?id="

Watcher = Callable[[str, int], None]


@dataclass(slots=True)
class Query:
    """A pressed button that waits for its answer."""

    id: str
    user: User
    chat: Chat
    at: float


@dataclass(frozen=True, slots=True)
class Toast:
    """A notice that answerCallbackQuery showed."""

    query_id: str
    user: User
    chat_id: int
    text: str = ""
    alert: bool = False
    url: str = ""


class World:
    """A Telegram with one bot in it, as the Bot API's methods see and change it."""

    def __init__(self, token: str, allow_local_urls: bool, ids_from: int, keep: int | None) -> None:
        self.token = token
        self.allow_local_urls = allow_local_urls
        self.keep = keep
        self.clock = Clock()
        self.bot = User(int(token.partition(":")[0]), BOT_NAME, "", is_bot=True, username=BOT_USERNAME)
        self.files = Files()
        self.web: dict[str, bytes] = {}  # content that Telegram can fetch by URL
        self.command_lists = Commands()
        self.profile: dict[tuple[str, str], str] = {}  # (name | description | short_description, language)
        self.menu_buttons: dict[int, dict[str, Any]] = {}  # by chat; 0 is everybody's
        self.update_queue = Updates(ids_from)
        self.webhook = Webhook()
        # Hosts besides this machine that a webhook may have; None is any, as in-process nothing is posted.
        self.webhook_hosts: frozenset[str] | None = None
        self.watchers: set[Watcher] = set()  # called from any thread with what changed and the chat
        self._message_ids = itertools.count(ids_from)
        self._query_ids = itertools.count(ids_from)
        self._ids_from = ids_from
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.sent: list[Message] = []
        self.toasts: list[Toast] = []
        self.queries: dict[str, Query] = {}
        self.inline = InlineQueries()
        self.empty()

    def empty(self) -> None:
        """Remove everybody. What the bot set up stays: commands, webhook, profile, files."""
        self.users.clear()
        self.chats.clear()
        self.sent.clear()
        self.sent_count = 0
        self.toasts.clear()
        self.queries.clear()
        self.inline.clear()
        self.update_queue.clear()
        self.user_ids = itertools.count(FIRST_USER_ID)
        self.group_ids = itertools.count(FIRST_GROUP_ID)
        self.channel_ids = itertools.count(FIRST_CHANNEL_ID)

    def chat(self, params: Params) -> Chat:
        """Return the chat that a call names by id or @username. Raise Refused."""
        if not params.has("chat_id"):
            raise bad("chat_id is empty")
        chat = self.find_chat(params.values["chat_id"])
        if chat is None:
            raise bad("chat not found")
        return chat

    def find_chat(self, name: Any) -> Chat | None:
        try:
            return self.chats.get(int(name))
        except ValueError:
            wanted = str(name).removeprefix("@").lower()
            return next((chat for chat in self.chats.values() if chat.username.lower() == wanted != ""), None)

    def link(self, url: str) -> Entity | None:
        """Return the entity of a link; None for one that Telegram drops."""
        if url.startswith(USER_LINK):
            user = self.users.get(int(url.removeprefix(USER_LINK) or 0))
            return {"type": "text_mention", "user": user.as_dict()} if user else None
        try:
            return {"type": "text_link", "url": links.checked(url, self.allow_local_urls)}
        except links.WrongLink:
            return None

    def post(self, chat: Chat, **content: Any) -> Message:
        """Add a message to the chat, and return it."""
        now = self.clock.now()
        message = Message(self._next_id(chat), chat, date=int(now), at=now, **content)
        chat.messages[message.id] = message
        chat.active_at = self.clock.now()
        if message.from_bot:
            chat.from_bot += 1
            self._remember(message)
        self.changed("message", chat)
        return message

    def _next_id(self, chat: Chat) -> int:
        # As in Telegram: private chats and basic groups share one count, the others have their own.
        if chat.kind in ("private", "group"):
            return next(self._message_ids)
        chat.last_id = max(chat.last_id + 1, self._ids_from)
        return chat.last_id

    def _remember(self, message: Message) -> None:
        self.sent.append(message)
        self.sent_count += 1
        if self.keep and len(self.sent) >= 2 * self.keep:
            for forgotten in self.sent[: self.keep]:
                forgotten.chat.messages.pop(forgotten.id, None)
            del self.sent[: self.keep]

    def new_query(self, chat: Chat, user: User) -> Query:
        query = Query(str(next(self._query_ids)), user, chat, self.clock.now())
        self.queries[query.id] = query
        return query

    def queue(self, kind: str, payload: dict[str, Any], chat: Chat) -> None:
        self.update_queue.put(kind, payload, chat.id, self.clock.now())

    def set_standing(self, chat: Chat, standing: str, by: User | None = None) -> None:
        """Change what the bot may do in the chat, and send it an update."""
        before, chat.standing = chat.standing, standing
        payload = {
            "chat": chat.as_dict(),
            "from": (by or chat.owner).as_dict(),
            "date": int(self.clock.now()),
            "old_chat_member": membership.of_bot(self.bot, chat, before),
            "new_chat_member": membership.of_bot(self.bot, chat, standing),
        }
        self.queue("my_chat_member", payload, chat)
        self.changed("chat", chat)

    def changed(self, what: str, chat: Chat) -> None:
        for watcher in list(self.watchers):
            watcher(what, chat.id)
