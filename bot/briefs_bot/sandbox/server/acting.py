"""The control endpoints that change something."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from aiohttp import web

from ..chats import Chat, User
from ..faults import Fault
from ..model import Sandbox
from . import inputs, views
from .inputs import Body, Wrong

FAULT_FIELDS = {field.name for field in fields(Fault)}
MOST_AT_ONCE = 100_000


def add_user(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    """Add one user by name, or with `count` a crowd that has started the bot already."""
    if "count" not in given:
        name = inputs.text(given, "name", most=64)
        return views.user(sandbox.add_user(name, inputs.text(given, "language_code", "en", most=8)))
    count = inputs.number(given, "count")
    if not 0 < count <= MOST_AT_ONCE:
        raise Wrong(f"Give 'count' from 1 to {MOST_AT_ONCE}.")
    return {"ids": [user.id for user in sandbox.add_crowd(count)]}


def add_group(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    members = [inputs.user(sandbox, each) for each in given.get("members", [])]
    title = inputs.text(given, "title", most=128)
    return views.chat(sandbox.add_group(title, members, supergroup=bool(given.get("supergroup"))))


def add_channel(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    owner = inputs.user(sandbox, inputs.number(given, "owner")) if "owner" in given else None
    return views.chat(sandbox.add_channel(inputs.text(given, "title", most=128), owner))


def write(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    chat = inputs.chat(sandbox, request)
    reply_to = inputs.number(given, "reply_to", 0) or None
    author = inputs.author(sandbox, given, chat)
    return views.message(sandbox.write(chat, inputs.text(given, "text"), author, reply_to=reply_to))


def edit(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    chat, message_id = inputs.chat(sandbox, request), inputs.number(given, "message_id")
    if message_id not in chat.messages:
        raise Wrong(f"There is no message {message_id} in {chat.title}.")
    return views.message(sandbox.edit(chat, message_id, inputs.text(given, "text")))


def ask_inline(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    """Type the bot's name and a text; GET /sandbox/inline/ID has the answer once the bot gave it."""
    chat = inputs.chat(sandbox, request)
    author = inputs.author(sandbox, given, chat)
    text, offset = str(given.get("text", "")), str(given.get("offset", ""))
    return views.inline_query(sandbox.ask_inline(chat, text, author, offset=offset))


def choose(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    query = inputs.inline_query(sandbox, request)
    return views.message(sandbox.choose(query, inputs.text(given, "result_id")))


def press(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    chat = inputs.chat(sandbox, request)
    author = inputs.author(sandbox, given, chat)
    message_id, button = inputs.number(given, "message_id"), inputs.text(given, "button")
    return {"query_id": sandbox.press(chat, message_id, button, author)}


def tap(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    """Tap a key of the keyboard in a private chat; `shared` is the chat that it asks for."""
    chat = inputs.chat(sandbox, request)
    shared = inputs.number(given, "shared") if "shared" in given else None
    if shared is not None and sandbox.find_chat(shared) is None:
        raise Wrong(f"There is no chat {shared}; GET /sandbox/chats lists those there are.")
    return views.message(sandbox.tap(inputs.user(sandbox, chat.id), inputs.text(given, "button"), shared))


def migrate(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    return views.chat(sandbox.migrate(inputs.chat(sandbox, request)))


def on_chat(verb: Callable[[Sandbox, Chat], None]) -> Callable[[Sandbox, Body, web.Request], Body]:
    def act(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
        chat = inputs.chat(sandbox, request)
        verb(sandbox, chat)
        return views.chat(chat)

    return act


def on_user(verb: Callable[[Sandbox, User], None]) -> Callable[[Sandbox, Body, web.Request], Body]:
    def act(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
        user = inputs.user(sandbox, int(request.match_info["user"]))
        verb(sandbox, user)
        return views.chat(sandbox.chats[user.id])

    return act


def add_fault(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    if unknown := set(given) - FAULT_FIELDS:
        raise Wrong(f"Unknown: {', '.join(sorted(unknown))}. A fault has {', '.join(sorted(FAULT_FIELDS))}.")
    values: dict[str, Any] = {"kind": ""} | given
    sandbox.faults.add(Fault(**values))
    return {"waiting": len(sandbox.faults)}


def clear_faults(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    sandbox.faults.clear()
    return {"waiting": 0}


def reset(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    sandbox.reset()
    return {"chats": len(sandbox.chats)}
