"""The control endpoints that only read."""

import heapq
from dataclasses import asdict
from typing import Any

from aiohttp import web

from ..model import Sandbox
from . import inputs, views
from .inputs import Body
from .keys import SANDBOX

MOST_CHATS = 200
SAFE_PICTURES = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png", b"GI": "image/gif", b"BM": "image/bmp"}


def chats(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    """List the chats, those with the newest activity first."""
    limit = inputs.asked(request, "limit", MOST_CHATS)
    newest = heapq.nlargest(limit, sandbox.chats.values(), key=lambda chat: chat.active_at)
    people = {user.id: user for chat in newest for user in chat.members.values()}
    return {
        "bot": {
            "name": sandbox.bot.name,
            "username": sandbox.bot.username,
            "descriptions": {
                language: text
                for (what, language), text in sandbox.world.profile.items()
                if what == "description"
            },
        },
        "chats": [views.chat(chat) for chat in newest],
        "users": [views.user(user) for user in people.values()],
    }


def messages(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    chat = inputs.chat(sandbox, request)
    last = inputs.asked(request, "limit", 200)
    return {"messages": [views.message(each) for each in sandbox.messages(chat)[-last:]]}


def commands(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    """List the commands that the person would see on typing a slash."""
    chat = inputs.chat(sandbox, request)
    user = inputs.user(sandbox, inputs.asked(request, "user_id", chat.owner.id))
    return {"commands": sandbox.command_lists.shown_to(user, chat)}


def sent(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    last = inputs.asked(request, "limit", 1000)
    newest = sandbox.sent[-last:] if last else []
    return {
        "count": sandbox.world.sent_count,
        "sent": [{"chat_id": each.chat_id, "message_id": each.id, "at": each.at} for each in newest],
    }


def toasts(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    return {"toasts": [views.toast(each) for each in sandbox.toasts[-20:]]}


def inline(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    return views.inline_query(inputs.inline_query(sandbox, request))


def faults(sandbox: Sandbox, given: Body, request: web.Request) -> Body:
    return {"faults": [asdict(each) for each in sandbox.faults]}


async def sent_file(request: web.Request) -> web.Response:
    """Answer with a picture, which the page shows, or with a document to save."""
    file = request.app[SANDBOX].files.get(request.match_info["file"])
    if file is None:
        raise web.HTTPNotFound
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=86400"}
    if file.kind != "photo":
        return web.Response(body=file.content, headers={**headers, "Content-Disposition": "attachment"})
    kind: Any = SAFE_PICTURES.get(file.content[:2], "application/octet-stream")
    return web.Response(body=file.content, content_type=kind, headers=headers)
