"""Under which key the web application keeps the sandbox."""

from aiohttp import web

from ..model import Sandbox

SANDBOX = web.AppKey("sandbox", Sandbox)
