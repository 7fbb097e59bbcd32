"""The methods getUpdates, setWebhook, deleteWebhook, getWebhookInfo; long polling is in polling.py."""

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from .. import links
from ..params import Params
from ..refusals import Refused, bad
from ..webhook import Webhook
from ..world import World

SECRET = re.compile(r"[A-Za-z0-9_-]*")
PORTS = (None, 443, 80, 88, 8443)


def get_updates(world: World, params: Params) -> list[dict[str, Any]]:
    if world.webhook.url:
        raise Refused(
            409,
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    _remember_allowed(world, params)
    queue = world.update_queue
    queue.confirm_before(params.integer("offset"))
    limit = min(max(params.integer("limit", 100), 1), 100)
    return [update.as_dict() for update in queue.waiting(world.clock.now(), limit)]


def set_webhook(world: World, params: Params) -> bool:
    url = params.text("url")
    if url:
        _check_url(world, url)
    secret = params.text("secret_token")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    _remember_allowed(world, params)
    most = min(max(params.integer("max_connections", 40), 1), 100)
    _replace(world, params, Webhook(url, secret, most, allowed=world.update_queue.allowed))
    return True


def delete_webhook(world: World, params: Params) -> bool:
    _replace(world, params, Webhook())
    return True


def get_webhook_info(world: World, params: Params) -> dict[str, Any]:
    return world.webhook.as_dict(len(world.update_queue))


def _replace(world: World, params: Params, webhook: Webhook) -> None:
    world.webhook = webhook
    if params.flag("drop_pending_updates"):
        world.update_queue.clear()
    world.update_queue.wake()


def _remember_allowed(world: World, params: Params) -> None:
    if params.has("allowed_updates"):
        world.update_queue.allowed = [
            str(kind) for kind in params.array("allowed_updates", "allowed updates")
        ]


def _check_url(world: World, url: str) -> None:
    host = _host(url)
    if host in (world.webhook_hosts or ()):
        return
    try:
        links.checked(url, world.allow_local_urls)
    except links.WrongLink as error:
        raise bad(f"bad webhook: {error}") from error
    if world.webhook_hosts is not None and not _is_this_machine(host):
        raise bad(f"bad webhook: the sandbox posts to its own machine; restart it with --allow-host {host}")
    if world.allow_local_urls and host in links.LOCAL_HOSTS:
        return  # a demo on one machine has neither a certificate nor Telegram's ports
    if not url.startswith("https://"):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if urlsplit(url).port not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError as error:
        raise bad("bad webhook: Wrong HTTP URL") from error


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
