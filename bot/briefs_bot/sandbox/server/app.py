"""The web application of the sandbox."""

from collections.abc import Collection

from aiohttp import web

from ..files import UPLOAD_LIMIT
from ..model import Sandbox
from . import bot_api, control, events, page, pusher
from .keys import SANDBOX
from .safety import guard

EVERY_METHOD = "/bot{token}/{method}"


def create_app(sandbox: Sandbox, hosts: Collection[str] = ()) -> web.Application:
    """Return the application; `hosts` are further names it is called by and may post updates to."""
    names = frozenset(host.lower() for host in hosts)
    app = web.Application(middlewares=[guard(names)], client_max_size=UPLOAD_LIMIT + 1024 * 1024)
    sandbox.world.webhook_hosts = names
    app[SANDBOX] = sandbox
    app[events.EVENTS] = events.Hub(sandbox)
    app.add_routes(
        [
            web.get(EVERY_METHOD, bot_api.call),
            web.post(EVERY_METHOD, bot_api.call),
            web.get("/file/bot{token}/{path:.+}", bot_api.download),
            *control.ROUTES,
            web.get("/sandbox/events", events.stream),
            *page.ROUTES,
        ]
    )
    app.cleanup_ctx.append(events.listening)
    app.cleanup_ctx.append(pusher.pushing)
    return app
