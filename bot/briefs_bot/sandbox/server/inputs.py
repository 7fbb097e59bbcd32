"""Reads the input of control endpoints, and says what to do when it is wrong."""

import json
from typing import Any

from aiohttp import web

from ..chats import Chat, User
from ..inline import InlineQuery
from ..model import Sandbox

Body = dict[str, Any]


class Wrong(ValueError):
    """Wrong input; the text says what to do."""


async def body(request: web.Request) -> Body:
    if not request.can_read_body:
        return {}
    if request.content_type != "application/json":
        raise Wrong("Send JSON with the header Content-Type: application/json.")
    try:
        given = json.loads(await request.read())
    except ValueError as error:
        raise Wrong(f"The body is no JSON: {error}.") from error
    if not isinstance(given, dict):
        raise Wrong("The body should be a JSON object.")
    return given


def text(given: Body, name: str, default: str = "", most: int = 4096) -> str:
    value = given.get(name, default)
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f"Give {name!r} as a text.")
    return value.strip()[:most]


def number(given: Body, name: str, default: int | None = None) -> int:
    value = given.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong(f"Give {name!r} as a number.")
    return value


def asked(request: web.Request, name: str, default: int) -> int:
    """Return a number from the query string."""
    value = request.query.get(name, str(default))
    if not value.isdecimal():
        raise Wrong(f"{name} in the address should be a number, not {value!r}.")
    return int(value)


def user(sandbox: Sandbox, user_id: int) -> User:
    if user_id not in sandbox.users:
        raise Wrong(f"There is no user {user_id}; GET /sandbox/chats lists those there are.")
    return sandbox.users[user_id]


def chat(sandbox: Sandbox, request: web.Request) -> Chat:
    """Return the chat that the URL names."""
    name = request.match_info["chat"]
    place = sandbox.find_chat(name)
    if place is None:
        raise Wrong(f"There is no chat {name}; GET /sandbox/chats lists those there are.")
    return place


def inline_query(sandbox: Sandbox, request: web.Request) -> InlineQuery:
    """Return the inline query that the URL names."""
    query = sandbox.world.inline.by_id.get(request.match_info["query"])
    if query is None:
        raise Wrong("There is no such inline query; POST one to /sandbox/chats/ID/inline.")
    return query


def author(sandbox: Sandbox, given: Body, place: Chat) -> User:
    """Return who acts; in a private chat there is only one."""
    if "user_id" not in given and place.kind == "private":
        return place.owner
    who = user(sandbox, number(given, "user_id"))
    if who.id not in place.members:
        raise Wrong(f"{who.name} is not in {place.title}; its members are {list(place.members)}.")
    return who
