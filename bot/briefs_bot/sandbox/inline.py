"""Inline and guest queries: what people ask the bot in any chat, and how the answers get there."""

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .chats import Button, Chat, Message, User
from .formatting import Formatted
from .hearing import hears

if TYPE_CHECKING:
    from .world import World

QUERY_LIMIT = 256
# Seconds. Telegram's own number is unpublished; in practice it is about ten.
ANSWER_WITHIN = 10.0
# Queries whose answers people may still choose from.
KEPT_QUERIES = 1000


@dataclass(frozen=True, slots=True)
class InlineResult:
    """A result as the person sees it in the list, and the message that choosing it posts."""

    id: str
    title: str
    description: str
    thumbnail_url: str
    content: Formatted
    preview: dict[str, Any]
    buttons: list[list[Button]]


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    results: list[InlineResult]
    next_offset: str
    cache_time: int
    is_personal: bool
    button: dict[str, Any]


@dataclass(eq=False, slots=True)
class InlineQuery:
    """A question that waits for its answer; `is_guest` where the bot posts its answer in the chat itself."""

    id: str
    user: User
    chat: Chat
    text: str
    offset: str
    at: float
    is_guest: bool = False
    answer: InlineAnswer | None = None


@dataclass(slots=True)
class InlineQueries:
    """The queries by id, and the answers that Telegram keeps for other people, too."""

    by_id: dict[str, InlineQuery] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _kept: dict[tuple[int, str, str], tuple[float, InlineAnswer]] = field(default_factory=dict)

    def add(self, **values: Any) -> InlineQuery:
        query = InlineQuery(str(next(self._numbers)), **values)
        self.by_id[query.id] = query
        if len(self.by_id) > KEPT_QUERIES:
            del self.by_id[next(iter(self.by_id))]
        return query

    def clear(self) -> None:
        self.by_id.clear()
        self._kept.clear()

    def keep(self, query: InlineQuery, answer: InlineAnswer, now: float) -> None:
        query.answer = answer
        person = query.user.id if answer.is_personal else 0
        self._kept[person, query.text, query.offset] = (now + answer.cache_time, answer)

    def kept(self, query: InlineQuery, now: float) -> InlineAnswer | None:
        for person in (query.user.id, 0):
            until, answer = self._kept.get((person, query.text, query.offset), (0.0, None))
            if answer and now < until:
                return answer
        return None


def ask(world: "World", chat: Chat, user: User, text: str, offset: str) -> InlineQuery:
    """Type the bot's name and a text in any chat; an answer that Telegram keeps asks the bot nothing."""
    now = world.clock.now()
    query = world.inline.add(user=user, chat=chat, text=text.strip()[:QUERY_LIMIT], offset=offset, at=now)
    query.answer = world.inline.kept(query, now)
    if query.answer:
        world.changed("inline", chat)
        return query
    kind = "sender" if chat.kind == "private" and chat.owner is user else chat.kind
    payload = {
        "id": query.id,
        "from": user.as_dict(),
        "query": query.text,
        "offset": offset,
        "chat_type": kind,
    }
    world.update_queue.put("inline_query", payload, user.id, now)
    return query


def choose(world: "World", query: InlineQuery, result_id: str) -> Message:
    """Choose a result, which posts it in the chat in the name of the person, via the bot."""
    results = query.answer.results if query.answer else []
    result = next((each for each in results if each.id == result_id), None)
    if result is None:
        raise LookupError(f"No result {result_id!r}; there are {[each.id for each in results]}.")
    chat = query.chat
    sender = None if chat.kind == "channel" else query.user
    message = _post(world, chat, result, sender=sender, via_bot=world.bot)
    if hears(world.bot, message):
        world.queue("channel_post" if chat.kind == "channel" else "message", message.as_dict(), chat)
    return message


def summon(world: "World", message: Message) -> None:
    """Tell the bot that somebody named it in a chat where it is no member."""
    user = message.sender or message.chat.owner
    now = world.clock.now()
    query = world.inline.add(
        user=user, chat=message.chat, text=message.text, offset="", at=now, is_guest=True
    )
    world.queue("guest_message", message.as_dict() | {"guest_query_id": query.id}, message.chat)


def post_as_guest(world: "World", query: InlineQuery, result: InlineResult) -> Message:
    """Post the answer of a bot that is no member of the chat."""
    return _post(world, query.chat, result, sender=world.bot, from_bot=True)


def _post(world: "World", chat: Chat, result: InlineResult, **who: Any) -> Message:
    content = result.content
    return world.post(
        chat,
        text=content.text,
        html=content.html,
        entities=content.entities,
        buttons=result.buttons,
        preview=result.preview,
        **who,
    )
