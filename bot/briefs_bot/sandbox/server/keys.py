"""The key under which the web application stores the sandbox."""

from aiohttp import web

from ..model import Sandbox

SANDBOX = web.AppKey("sandbox", Sandbox)
