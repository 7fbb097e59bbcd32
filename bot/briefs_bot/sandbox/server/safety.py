"""Keeps pages of other sites from using the sandbox through the visitor's browser."""

import ipaddress
from collections.abc import Awaitable, Callable, Collection
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Paths that a link on another site may open; such a page may call nothing by itself.
LINKED = ("/",)


def guard(hosts: Collection[str]) -> Middleware:
    """Return a middleware that accepts only this machine's names, addresses, `hosts` and our own page."""

    @web.middleware
    async def refuse_other_sites(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = _host_name(request.host)
        if not _is_ours(name, hosts):
            # With 403 a bot would take all chats for gone; "restart" means to it that nothing was sent.
            text = f"Call the sandbox by its address, or restart it with --allow-host {name or 'NAME'}."
            return _refused(421, text)
        if not _same_origin(request) and not _follows_link(request):
            return _refused(403, "Another site may not use the sandbox. Call it without an Origin header.")
        return await handler(request)

    return refuse_other_sites


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_ours(name: str, hosts: Collection[str]) -> bool:
    """Return whether it is a name of this machine or an IP address: other names could be rebound to it."""
    if name == "localhost" or name.endswith(".localhost") or name in hosts:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _same_origin(request: web.Request) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.host}"


def _follows_link(request: web.Request) -> bool:
    opens = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    return (
        request.path in LINKED
        and "Origin" not in request.headers
        and opens.items() <= {name: request.headers.get(name) for name in opens}.items()
    )


def _refused(status: int, text: str) -> web.Response:
    answer: dict[str, Any] = {"ok": False, "error_code": status, "description": text, "error": text}
    return web.json_response(answer, status=status)
