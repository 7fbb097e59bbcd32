"""Keeps strangers' web pages from using the control endpoints through the visitor's browser."""

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def refuse_strangers(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path.startswith("/sandbox/"):
        if not _is_ours(request.host):
            return _refused(f"Open the sandbox by localhost or by its address, not as {request.host}.")
        if not _same_origin(request):
            return _refused("Another site may not control the sandbox. Call it without an Origin header.")
    return await handler(request)


def _is_ours(host: str) -> bool:
    """A name of this machine or a bare address: a name of somebody else's could be rebound to it."""
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost" or name.endswith(".localhost"):
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


def _refused(text: str) -> web.Response:
    return web.json_response({"error": text}, status=403)
