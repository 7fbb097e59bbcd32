"""The control endpoints under /sandbox/: the verbs of Sandbox as JSON, for the page and for scripts."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from ..model import Sandbox
from . import acting, inputs, looking
from .keys import SANDBOX

Verb = Callable[[Sandbox, inputs.Body, web.Request], Any]


def endpoint(verb: Verb) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        try:
            given = await inputs.body(request)
            return web.json_response(verb(request.app[SANDBOX], given, request))
        except (ValueError, LookupError, TypeError) as error:
            text = str(error.args[0]) if error.args else str(error)
            return web.json_response({"error": text}, status=400)

    return handler


LOOKING: dict[str, Verb] = {
    "/chats": looking.chats,
    "/chats/{chat}/messages": looking.messages,
    "/chats/{chat}/commands": looking.commands,
    "/sent": looking.sent,
    "/toasts": looking.toasts,
    "/inline/{query}": looking.inline,
    "/faults": looking.faults,
}

ACTING: dict[str, Verb] = {
    "/users": acting.add_user,
    "/groups": acting.add_group,
    "/channels": acting.add_channel,
    "/chats/{chat}/write": acting.write,
    "/chats/{chat}/edit": acting.edit,
    "/chats/{chat}/press": acting.press,
    "/chats/{chat}/inline": acting.ask_inline,
    "/inline/{query}/choose": acting.choose,
    "/chats/{chat}/tap": acting.tap,
    "/chats/{chat}/kick": acting.on_chat(Sandbox.kick),
    "/chats/{chat}/invite": acting.on_chat(Sandbox.invite),
    "/chats/{chat}/revoke_rights": acting.on_chat(Sandbox.revoke_rights),
    "/chats/{chat}/delete_group": acting.on_chat(Sandbox.delete_group),
    "/chats/{chat}/migrate": acting.migrate,
    "/users/{user}/block": acting.on_user(Sandbox.block),
    "/users/{user}/unblock": acting.on_user(Sandbox.unblock),
    "/users/{user}/deactivate": acting.on_user(Sandbox.deactivate),
    "/faults": acting.add_fault,
    "/reset": acting.reset,
}

ROUTES = [
    *(web.get(f"/sandbox{path}", endpoint(verb)) for path, verb in LOOKING.items()),
    *(web.post(f"/sandbox{path}", endpoint(verb)) for path, verb in ACTING.items()),
    web.delete("/sandbox/faults", endpoint(acting.clear_faults)),
    web.get("/sandbox/files/{file}", looking.sent_file),
]
